import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceKinds, type MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { ConvShape } from '../conv/shape.ts';
import { rowShape } from '../conv/shape.ts';
import { exampleEntry as entry } from '../corpus/example-entries.test-support.ts';
import { repeats } from '../repeats.test-support.ts';
import { writtenContent } from './faults/evidence-record.ts';
import { noContent } from './faults/wrong-content.ts';
import { digestOf, joinRecords } from './join-records.ts';
import { mergedRecords } from './merged-records.test-support.ts';
import { noAnswerFlag } from './no-answer.ts';
import { claimHead } from './prepare-campaign.ts';
import type { CampaignHead, FoundEntry, RangeRecord, RowRecord } from './range-record.ts';
import { isSilence } from './told.ts';

const claims = claimsNamed(['dot-any-order', 'same-window-any-position']);
const subjects = ['one/conv2d', 'other/conv2d', 'late/conv2d'] as const;
const head: CampaignHead = {
  ...{ seed: 1, isAimed: false, claims: claims.map(claimHead), saved: [], defects: [], unreadable: [] },
  rows: claims.flatMap(({ id: claim, kind }) =>
    subjects.slice(0, 2).map((subject) => ({
      ...{ claim, subject, version: '1' },
      ...(kind === 'metamorphic' ? { isMetamorphic: true as const } : {}),
    })),
  ),
};
const facts = {
  ...{ stoppedBy: 'cases' as const, elapsedMs: 0, engines: [] },
  jobs: { workers: 1, ranges: 1, again: 0, lost: [], peakBytes: null },
};
const merged = (records: readonly RangeRecord[]): string => JSON.stringify(mergedRecords(head, records, facts));

const count = fc.nat(3);
const ratio = fc.constantFrom(0, 0.25, 0.5, 1);
const shape = fc.integer({ min: 1, max: 4 }).map(rowShape);
const counts = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 3 }));

const row = (claim: string, subject: string): fc.Arbitrary<RowRecord> =>
  fc
    .record({
      ...{ batches: count, cases: count, outputs: count, knownHits: count, violations: count },
      ...{ declined: count, failures: fc.nat(1), attained: ratio, said: fc.string({ minLength: 1, maxLength: 2 }) },
      discarded: counts(['NaN', 'it overflows']),
      bins: fc.uniqueArray(
        fc.record({ exponent: fc.integer({ min: -2, max: 2 }), count: fc.integer({ min: 1, max: 9 }) }),
        {
          selector: ({ exponent }) => exponent,
        },
      ),
      distributions: fc.dictionary(
        fc.constantFrom('given', 'witness'),
        fc.record({ outputs: count, discarded: count, attained: ratio }),
      ),
      attainedByTerms: fc.dictionary(fc.constantFrom('1', '9', '10'), ratio),
      order: fc.option(fc.constantFrom('in order', 'by pairs'), { nil: undefined }),
      transform: fc.option(fc.constantFrom('Winograd', 'Fourier'), { nil: undefined }),
      differences: counts(differenceKinds),
      kind: fc.option(fc.constantFrom(...differenceKinds), { nil: undefined }),
      number: fc.nat(1000),
    })
    .map(({ said, order, transform, kind, bins, number, differences, ...rest }) => ({
      ...{ claim, subject, version: '1', ...rest },
      ...(rest.attained === 0
        ? {}
        : { attainedBy: { seed: 1, batch: number, index: 0, output: 0, distribution: 'given', shape: '' } }),
      histogram: { zero: 1, bins: bins.toSorted((a, b) => a.exponent - b.exponent) },
      ...(rest.failures + rest.declined === 0 ? {} : { because: said }),
      ...(order === undefined ? {} : { order }),
      ...(transform === undefined ? {} : { transform }),
      ...(claim === claims[0]!.id ? {} : { differences }),
      ...(claim === claims[0]!.id || kind === undefined
        ? {}
        : { difference: { kind, output: number } as unknown as MetamorphicCounterexample }),
    }));

const found = fc
  .record({ id: fc.constantFrom('a', 'b', 'c', 'd'), subject: fc.constantFrom(...subjects), isSilent: fc.boolean() })
  .map(
    ({ id, subject, isSilent }): Omit<FoundEntry, 'number'> => ({
      entry: {
        ...entry,
        id: id.repeat(16),
        subject: { id: subject, version: '1' },
        flags: isSilent ? [noAnswerFlag] : [],
      },
      ...{ row: [claims[0]!.id, subject] as const, minimal: true },
    }),
  );

const evidence = fc
  .record({
    shapes: fc.uniqueArray(fc.record({ shape, cases: count }), { selector: (one) => one.shape.width }),
    rows: fc.uniqueArray(
      fc.record({ subject: fc.constantFrom(...subjects), states: fc.stringMatching(/^[012]{0,4}$/), total: count }),
      { selector: (one) => one.subject },
    ),
    comparisons: fc.array(
      fc.record({
        subject: fc.constantFrom(...subjects),
        words: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 }),
        cases: fc.integer({ min: 1, max: 7 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ shapes, rows, comparisons }) => ({
    ...{ shapes, comparisons },
    rows: rows.map(({ subject, states, total }) => ({
      ...{ claim: claims[0]!.id, subject, operation: 'conv2d' as const },
      states: states.slice(0, shapes.length),
      ...(total === 0
        ? {}
        : {
            wrong: {
              batches: [{ sizes: [1, 1, 1, total], at: [[0], [0], [0], [total - 1]] }],
              content: writtenContent({ ...noContent(), total, zero: total, leastShare: total, largestShare: total }),
            },
          }),
    })),
  }));

const record: fc.Arbitrary<Omit<RangeRecord, 'number' | 'from' | 'to'>> = fc
  .record({
    ...{ batches: count, cases: count, checked: count, checkedBounds: count, batchesAlone: count, waitedMs: count },
    rows: fc
      .subarray(claims.flatMap(({ id }) => subjects.map((subject) => [id, subject] as const)))
      .chain((keys) => fc.tuple(...keys.map(([claim, subject]) => row(claim, subject)))),
    // A range keeps one silence of each subject.
    findings: fc.uniqueArray(found, {
      maxLength: 4,
      comparator: (one, other) =>
        isSilence(one.entry) && isSilence(other.entry) && one.entry.subject.id === other.entry.subject.id,
    }),
    covered: fc.uniqueArray(shape, { selector: ({ width }) => width }),
    evidence,
    sampled: fc.option(
      fc.record({
        shapes: fc.uniqueArray(fc.constantFrom('s', 't'), { minLength: 1 }),
        cases: count,
        judged: count,
        outputs: count,
      }),
    ),
    defectHits: counts(['d1', 'd2']),
    isWhole: fc.boolean(),
  })
  .map(({ findings, ...rest }) => ({
    ...{ seed: 1, ...rest },
    findings: findings.map((one, number) => ({ ...one, number })),
  }));

const recordsAndCuts = fc.array(fc.tuple(record, fc.boolean()), { minLength: 1, maxLength: 7 }).map((drawn) => ({
  records: drawn.map(([one], number): RangeRecord => ({ ...one, number, from: 8 * number, to: 8 * number + 8 })),
  cuts: drawn.map(([, isCut]) => isCut),
}));

function groupsOf(records: readonly RangeRecord[], cuts: readonly boolean[]): readonly (readonly RangeRecord[])[] {
  const groups: RangeRecord[][] = [];
  for (const [place, one] of records.entries()) {
    if (place === 0 || cuts[place]) groups.push([one]);
    else groups.at(-1)!.push(one);
  }
  return groups;
}

test('records joined in any groups of consecutive ranges give the result of the single ones', () => {
  fc.assert(
    fc.property(recordsAndCuts, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), ({ records, cuts }, again) => {
      const single = merged(records);
      const joined = groupsOf(records, cuts).map(joinRecords);
      expect(merged(joined)).toBe(single);
      for (const { findings } of joined.filter((one) => !records.includes(one))) {
        const silent = findings.filter((one) => isSilence(one.entry)).map((one) => one.entry.subject.id);
        expect(silent).toEqual([...new Set(silent)]);
      }
      // Also joined once more.
      expect(merged(groupsOf(joined, again).map(joinRecords))).toBe(single);
    }),
    { numRuns: repeats(1000, 50) },
  );
});

test('a joined record keeps shapes that the merge has a number for from an earlier range', () => {
  const nothing = { rows: [], findings: [], covered: [], sampled: null, defectHits: {}, isWhole: true, waitedMs: 0 };
  const none = { batches: 0, cases: 0, checked: 0, checkedBounds: 0, batchesAlone: 0 };
  const of = (number: number, shapes: readonly ConvShape[], states: string): RangeRecord => ({
    ...{ ...nothing, ...none, seed: 1, number, from: number, to: number + 1 },
    evidence: {
      shapes: shapes.map((one) => ({ shape: one, cases: 1 })),
      rows: [{ claim: claims[0]!.id, subject: subjects[0], operation: 'conv2d', states }],
      comparisons: [],
    },
  });
  // Of these as many as are kept come before the shape of the first range comes again.
  const many = Array.from({ length: 4096 }, (_, place) => rowShape(2 + place));
  const records = [of(0, [rowShape(1)], ''), of(1, many, '1'.repeat(4095)), of(2, [rowShape(1)], '1')];
  const result = merged(records);
  expect(JSON.parse(result).coverage.subjects).toEqual({ [subjects[0]]: 4096 });
  expect(merged([records[0]!, joinRecords(records.slice(1))])).toBe(result);
});

test('records with a gap between them are not joined, and a digest leaves out times and reasons only', () => {
  const [one] = fc.sample(record, { numRuns: 1, seed: 1 }) as [Omit<RangeRecord, 'number' | 'from' | 'to'>];
  const [first, third] = [
    { ...one, number: 0, from: 0, to: 8 },
    { ...one, number: 2, from: 16, to: 24 },
  ];
  expect(() => joinRecords([first, third])).toThrow('the records to join have a gap');
  expect(() => joinRecords([])).toThrow('there are no records');
  expect(digestOf({ ...first, waitedMs: 99 })).toBe(digestOf(first));
  const because = (pid: number) => ({ ...first, rows: [{ because: `out of memory in process ${pid}`, failures: 1 }] });
  expect(digestOf(because(4711))).toBe(digestOf(because(4712)));
  const noted = (pid: number) => ({ ...first, findings: [{ entry: { note: `No answer: process ${pid} ended` } }] });
  expect(digestOf(noted(4711))).toBe(digestOf(noted(4712)));
  expect(digestOf({ ...first, cases: 99 })).not.toBe(digestOf(first));
  expect(digestOf(first)).toMatch(/^[0-9a-f]{64}$/);
});
