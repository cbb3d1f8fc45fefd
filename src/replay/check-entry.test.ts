import { expect, test } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import { withId } from '../corpus/example-entries.test-support.ts';
import { loadCorpus } from '../corpus/store.ts';
import { openRegistry } from '../engines/registry.ts';
import { bits32 } from '../float/bits.ts';
import { checkEntry, lintNumbers, withSoundDefects } from './check-entry.ts';

const { entries } = loadCorpus('corpus');
const { subjects } = await openRegistry();
const kept = (id: string): CorpusEntry => entries.find(({ entry }) => entry.id.startsWith(id))!.entry as CorpusEntry;
const [zeros, memory, lost] = [kept('73283e5b'), kept('d939685c'), kept('3f7aa18f')] as const;
const renamed = (entry: CorpusEntry): CorpusEntry => {
  const { id } = withId(entry);
  return { ...entry, id, command: `npx lastbit corpus replay ${id}` };
};

const one = { format: 'binary32', bits: bits32(1), decimal: '1' } as const;
const falsehoods: readonly (readonly [string, AnyEntry, RegExp])[] = [
  ['an exact value', { ...zeros, exact: { ...zeros.exact, decimal: '2' } }, /exact is .*"1".* not .*"2"/],
  ['a bound', { ...zeros, bound: null }, /bound is .*, not null/],
  ['a ratio', { ...zeros, errorOverBound: 3 }, /errorOverBound is 16777216.*, not 3/],
  ['a decimal', { ...zeros, computed: { ...zeros.computed, decimal: '7' } }, /computed is/],
  ['a computed number that is right', { ...zeros, computed: one }, /errorOverBound is 0/],
  [
    'a varied number that is right',
    { ...lost, variedComputed: { ...one, bits: bits32(Number.NaN), decimal: 'NaN' } },
    /it must fail/,
  ],
  ['a varied decimal', { ...lost, variedComputed: { ...one, decimal: '2' } }, /variedComputed is/],
  ['no varied number', (({ variedComputed: _, ...rest }) => rest)(lost), /compares two cases, and there is one/],
  [
    'a condition that its case does not meet',
    { ...zeros, condition: memory.condition },
    /its own output does not meet/,
  ],
  ['a wrong number that is another', { ...zeros, wrongOutputs: [{ computed: 'nan' }] }, /its own output does not meet/],
  [
    'a condition that always holds',
    { ...zeros, condition: [{ left: 'batch', is: 'at-least', right: 1 }] },
    /holds for 100 % of a sample of outputs \(batch ≥ 1\)/,
  ],
  ['no way of being wrong', (({ wrongOutputs: _, ...rest }) => rest)(zeros), /needs wrongOutputs/],
  ['a place in a batch', renamed({ ...zeros, output: 1 }), /the shape has no output 1/],
  [
    'a claim',
    renamed({ ...zeros, claim: 'mine' }),
    /there is no claim mine; if it is yours, name its file with --claims/,
  ],
];

test.each(falsehoods)('an entry with %s that is false is refused in one line', (_, entry, reason) => {
  let message = '';
  try {
    checkEntry(entry, subjects, allClaims);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(reason);
  expect(message).toMatch(/^entry [0-9a-f]{16}: [^\n]*$/);
});

test('what a case was before it was minimised is counted again', () => {
  const { entry } = entries.find((one) => 'found' in one.entry && one.entry.found.input !== undefined)!;
  const { found } = entry as CorpusEntry;
  checkEntry(entry, subjects, allClaims);
  for (const change of [{ nonZeroTerms: found.nonZeroTerms + 1 }, { shape: '1×1×1×1' }])
    expect(() =>
      checkEntry({ ...(entry as CorpusEntry), found: { ...found, ...change } }, subjects, allClaims),
    ).toThrow(/found\.(nonZeroTerms|shape) is/);
});

test('lint names false numbers, and passes over claims that are not given', () => {
  const false_ = { path: 'a.json', entry: { ...zeros, errorOverBound: 3 } };
  const foreign = { path: 'b.json', entry: renamed({ ...zeros, claim: 'mine' }) };
  const corpus = { directory: 'x', entries: [false_, foreign], unreadable: [] };
  expect(lintNumbers(corpus, subjects, allClaims)).toEqual([expect.stringMatching(/^a\.json: .*errorOverBound/)]);
});

test('a defect that is refused explains nothing, and is named', () => {
  const wide = { path: 'wide.json', entry: { ...zeros, condition: [{ left: 'batch', is: 'at-least', right: 1 }] } };
  const corpus = { directory: 'x', entries: [wide, { path: 'good.json', entry: lost }], unreadable: [] } as const;
  const { entries: sound, unreadable } = withSoundDefects(corpus as never, subjects, allClaims);
  expect(sound.map(({ path }) => path)).toEqual(['good.json']);
  expect(unreadable).toEqual([
    { path: 'wide.json', reason: expect.stringMatching(/^wide\.json: .*holds for 100 %.*; it explains no violation$/) },
  ]);
});
