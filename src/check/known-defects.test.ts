import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Quantities } from '../corpus/condition.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { Answers } from './answers.ts';
import { checkOutputs, isVerdicts } from './check-outputs.ts';
import { KnownDefects, quantitiesOf } from './known-defects.ts';
import { prepareSubjects } from './prepared-subject.ts';

/** Gives zeros where rows are skipped, and is far off for wide kernels. */
const engine = mutantEngine(
  'two-bugs',
  loops({
    after: (outputs, { shape }) => {
      if (shape.stride[0] > 2) outputs.fill(0);
      else if (shape.kernelWidth > 4) for (const [i, output] of outputs.entries()) outputs[i] = output + 2 ** 20;
    },
  }),
);
const [subject] = (await prepareSubjects([engine])).ready as [typeof engine & { version: string; flush: never }];
const defect: CorpusEntry = {
  ...{ ...exampleEntry, role: 'defect', subject: { id: subject.id, version: subject.version }, note: 'x' },
  condition: [{ left: 'strideRows', is: 'greater', right: 2 }],
  wrongOutputs: [{ computed: 'zero' }],
};

/** The violations of some batches, with the bug that each shows, and what a condition may speak of. */
const violations: { readonly bug: 0 | 1; readonly quantities: Quantities }[] = [];
for (let number = 0; number < 200; number++) {
  const batch = randomSource(3).batch(number);
  const answers = new Answers();
  const checked = await checkOutputs(dotAnyOrder, subject, batch, answers);
  if (!isVerdicts(checked)) continue;
  const references = answers.references(batch, subject.operation);
  for (const output of checked.violations) {
    const quantities = quantitiesOf(subject, batch.shape, references, output);
    violations.push({ bug: batch.shape.stride[0] > 2 ? 0 : 1, quantities });
  }
}
const all = [0, 1].map((bug) => violations.filter((one) => one.bug === bug).length);

/** How many violations of each bug a defect explains. */
function explained(change: Partial<CorpusEntry>, retired = false): readonly number[] {
  const known = { ...defect, ...change };
  const defects = new KnownDefects([known]);
  if (retired) defects.retire(known);
  const counts = [0, 0];
  for (const { bug, quantities } of violations)
    counts[bug]! += defects.explain(subject, () => quantities) === undefined ? 0 : 1;
  return counts;
}

test('a defect explains its own violations, and no other bug of its subject', () => {
  expect(Math.min(...all)).toBeGreaterThan(100);
  expect(explained({})).toEqual([all[0], 0]);
  // A condition that is too wide makes it explain no more: the other bug gives no zeros.
  expect(explained({ condition: [{ left: 'batch', is: 'at-least', right: 1 }] })).toEqual([all[0], 0]);
  expect(explained({ wrongOutputs: [{ computed: 'nan' }] })).toEqual([0, 0]);
});

test('a defect that is retired, of another version, or silent about its outputs explains nothing', () => {
  expect(explained({}, true)).toEqual([0, 0]);
  expect(explained({ subject: { id: subject.id, version: '0' } })).toEqual([0, 0]);
  expect(explained({ wrongOutputs: [] })).toEqual([0, 0]);
});
