import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allClaims, claimsNamed } from '../claims/all-claims.ts';
import type { Claim } from '../claims/claim.ts';
import type { ComparisonClaim } from '../claims/comparison-claim.ts';
import { distance, exactly, exactSum, type OperationClaim } from '../claims/operation-claim.ts';
import type { SumClaim } from '../claims/sum-claim.ts';
import { type AnyEntry, type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import { loadCorpus } from '../corpus/store.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { fromBits64 } from '../float/bits.ts';
import { replayEntries } from '../replay/replay-entry.ts';
import { counterexampleLines } from '../text/counterexample.ts';
import { runCampaign } from './campaign.ts';
import { randomSource } from './case-source.ts';

const claimOf = <Kind extends Claim['kind']>(id: string): Extract<Claim, { kind: Kind }> =>
  claimsNamed([id])[0] as Extract<Claim, { kind: Kind }>;

/** False claims that pretend to be proven. */
const falseOperation: OperationClaim = {
  ...claimOf<'operation'>('two-sum-exact'),
  failedHypothesis: ([a, b]) => (Number.isFinite(Math.fround(a! + b!)) ? undefined : 'it overflows'),
  inequality: ([a, b], { add }) => exactly(distance(add(a!, b!), exactSum(a!, b!))),
};

const falseSum: SumClaim = {
  ...claimOf<'sum'>('sum-any-order'),
  inequality: ({ exact, trees: [tree] }) => exactly(distance(tree!.result, exact)),
};

const { refutation: _, ...unrefuted } = claimOf<'comparison'>('orders-within-one-ulp');
const falseRelation: ComparisonClaim = {
  ...{ ...unrefuted, status: 'proven' },
  draw: (draw) => Array.from({ length: 2 + draw(4) }, () => [draw(2 ** 20) * 2 ** (draw(40) - 20) - 2 ** 10, 1]),
};

const withdrawn: ComparisonClaim = {
  ...claimOf<'comparison'>('increasing-is-best'),
  refutation: { factors: [[1, 1]], results: [1, 1], because: 'It does not.' },
};

const campaign = (claims: readonly Claim[], corpus?: string, cases = 400) =>
  runCampaign({
    ...{ subjects: lastbitSubjects().filter(({ id }) => id === 'lastbit/sequential'), claims },
    ...{ source: randomSource(6), cases, ...(corpus === undefined ? {} : { corpus }) },
  });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-trials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a false claim of each kind is refuted, its numbers are small, written, shown and replayed', async () => {
  const { rows, findings } = await campaign([falseOperation, falseSum, falseRelation], folder, 2000);
  expect(rows.map(({ verdict, alarm }) => [verdict, alarm])).toEqual(Array(3).fill(['violated', true]));
  const written = loadCorpus(folder).entries.map(({ entry }) => entry.id);
  expect(written.sort()).toEqual(findings.map(({ entry }) => entry.id).sort());
  for (const { claim, entries, violations } of rows) {
    expect(entries.length).toBeGreaterThan(0);
    expect(violations).toBeGreaterThanOrEqual(entries.length);
    const numbers = numbersOf(findings.find(({ entry }) => entry.claim === claim)!.entry);
    expect(numbers.filter((x) => x !== 0 && !Number.isInteger(Math.log2(Math.abs(x)))).length).toBeLessThanOrEqual(2);
  }
  // Two terms are enough for a rounding error, and the tree is reduced to one of two terms.
  const sums = findings.flatMap(({ entry }) => (entry.claim === falseSum.id && !isCaseEntry(entry) ? [entry] : []));
  expect(sums.map(({ numbers, trees }) => [numbers.length, trees])).toEqual(sums.map(() => [2, [expect.any(String)]]));
  for (const { trees } of sums) expect(['0+1', '1+0']).toContain(trees[0]);
  const relations = findings.flatMap(({ entry }) => (entry.claim === falseRelation.id ? [entry as CorpusEntry] : []));
  expect(relations.length).toBeGreaterThan(0);
  for (const { image } of relations) expect(image.length).toBeLessThanOrEqual(4);
  const claims = [falseOperation, falseSum, falseRelation];
  const replays = await replayEntries(
    findings.map(({ entry }) => entry),
    lastbitSubjects(),
    claims,
  );
  expect(replays.map(({ asExpected }) => asExpected)).toEqual(replays.map(() => true));
  const text = findings.map(({ entry, path }) => counterexampleLines(entry, path).join('\n')).join('\n');
  for (const shown of [/seed 6/, /exact/, /computed/, /numbers/, /replay {5}npx lastbit corpus replay/, /kept in/])
    expect(text).toMatch(shown);
});

function numbersOf(entry: AnyEntry): readonly number[] {
  return isCaseEntry(entry) ? entry.results!.map(({ decimal }) => Number(decimal)) : entry.numbers.map(fromBits64);
}

test('a refuted claim shows its refutation; one whose refutation no longer refutes fails', async () => {
  const kept = claimOf<'comparison'>('increasing-is-best');
  const { rows } = await campaign([kept]);
  expect(rows).toMatchObject([{ verdict: 'violated', alarm: false, counterexample: { claim: kept.id } }]);
  const { rows: failed } = await campaign([withdrawn]);
  expect(failed).toMatchObject([
    { verdict: 'failed', alarm: true, because: 'its own refutation no longer refutes it' },
  ]);
});

test('every claim that is true of arithmetic holds on the arithmetic of this process', async () => {
  const claims = allClaims.filter(({ kind }) => kind === 'operation' || kind === 'sum');
  const { rows, checked } = await campaign(claims);
  expect(rows).toHaveLength(claims.length);
  for (const { claim, verdict, cases, subject } of rows) {
    expect(verdict, claim).toBe('holds');
    expect(cases, claim).toBeGreaterThanOrEqual(400);
    expect(subject).toBe('lastbit/binary32');
  }
  expect(checked).toBeGreaterThanOrEqual(400 * claims.length);
});

test('a disk that takes nothing loses nothing', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { findings, rows } = await campaign([falseOperation], join(file, 'corpus'));
  expect(findings[0]).toMatchObject({ notWritten: expect.any(String), entry: { claim: falseOperation.id } });
  expect(rows[0]?.verdict).toBe('violated');
});
