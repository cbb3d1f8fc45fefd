import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutants } from '../src/bench/mutants/all-mutants.ts';
import { loops, mutantEngine } from '../src/bench/mutants/mutant.ts';
import { Answers } from '../src/check/answers.ts';
import { checkOutputs } from '../src/check/check-outputs.ts';
import { prepareSubjects } from '../src/check/prepared-subject.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import { allClaims } from '../src/claims/all-claims.ts';
import type { OutputClaim } from '../src/claims/claim.ts';
import { dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import { caseAt } from '../src/conv/batch.ts';
import { rowShape } from '../src/conv/shape.ts';
import type { CorpusEntry } from '../src/corpus/entry.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import type { Subject } from '../src/engines/engine.ts';
import { batches } from '../src/inputs/batches.ts';
import { typical } from '../src/inputs/distributions/typical.ts';
import { replayEntry } from '../src/replay/replay-entry.ts';
import { tryOn } from './property.ts';

const files = readdirSync('properties').filter((name) => name.endsWith('.prop.ts'));
const textOf = (name: string): string => readFileSync(join('properties', name), 'utf8');

test('every proven claim has one property, and no claim has two', () => {
  const stated = files.flatMap((name) => [...textOf(name).matchAll(/^(?:property|propertyOfNumbers)\(\s*(\w+),/gm)]);
  const ids = stated.map(([, variable]) => idOf(variable!)).sort();
  const proven = allClaims.filter(({ status }) => status === 'proven');
  expect(ids).toEqual(expect.arrayContaining(proven.map(({ id }) => id)));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !allClaims.some((claim) => claim.id === id))).toEqual([]);
});

/** The id of the claim after which a variable is named. */
function idOf(variable: string): string {
  const found = allClaims.find(
    ({ id }) => id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) === variable,
  );
  return found?.id ?? variable;
}

test('every file with a property runs it by fast-check', () => {
  for (const name of files) expect(textOf(name), name).toContain("from 'fast-check'");
});

test.each(['kernel-flipped', '22-bit-accumulator', 'cases-swapped'])(
  '%s is found, shrunk, reported and written',
  async (name) => {
    const mutant = mutants.find((one) => one.name === name)!;
    const { ready } = await prepareSubjects([mutant.subject]);
    const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
    try {
      const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
        fc.asyncProperty(batches(), async (batch) =>
          take(batch, await checkOutputs(claim, engine, batch, new Answers())),
        );
      const failure = tryOn(dotAnyOrder, ready[0]!, withinBound, 300, folder);
      await expect(failure).rejects.toThrow(
        /VIOLATED[\s\S]*fast-check seed \d+, path "[\d:]+"[\s\S]*again: LASTBIT_SEED/,
      );
      const [loaded] = loadCorpus(folder).entries;
      const entry = loaded!.entry as CorpusEntry;
      if (mutant.onlyInBatch === true) expect(entry.flags).toContain('only-in-batch');
      else expect(entry.kernel.length).toBeLessThanOrEqual(2);
      expect(await replayEntry(entry, ready, allClaims)).toMatchObject({ state: 'violated', asExpected: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('a failure keeps its kind while fast-check shrinks it', async () => {
  // With two or more non-zero pixels the error is one rounding. With one, which is simpler, the result is twice as
  // large.
  const right = mutantEngine('right', loops({}));
  const bent: Subject = {
    ...right,
    evaluate: async (batch) => {
      const outcome = await right.evaluate(batch);
      if (outcome.kind !== 'value') return outcome;
      const pixels = (index: number) => caseAt(batch, index).image.filter((pixel) => pixel !== 0).length;
      const each = outcome.outputs.length / batch.count;
      const by = (index: number) => (pixels(Math.floor(index / each)) > 1 ? 1 + 2 ** -12 : 2);
      return { ...outcome, outputs: outcome.outputs.map((value, index) => value * by(index)) };
    },
  };
  const { ready } = await prepareSubjects([bent]);
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
  const rows: ForAll<OutputClaim> = (claim, engine, take) =>
    fc.asyncProperty(batches({ distributions: [typical], shape: rowShape(6) }), async (batch) =>
      take(batch, await checkOutputs(claim, engine, batch, new Answers())),
    );
  try {
    // Under another id, because the corpus has no examples for it.
    const claim = { ...dotAnyOrder, id: 'without-examples' };
    await expect(tryOn(claim, ready[0]!, rows, 50, folder)).rejects.toThrow(/VIOLATED/);
    expect(loadCorpus(folder).entries[0]!.entry.flags).toContain('beyond-rounding');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
