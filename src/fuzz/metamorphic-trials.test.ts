import { expect, test, vi } from 'vitest';
import { backwards, forwards as loop, oddEngine } from '../check/odd-engine.test-support.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { Claim } from '../claims/claim.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { Subject } from '../engines/engine.ts';
import { bits32 } from '../float/bits.ts';
import { runCampaign } from './campaign.ts';
import { randomSource } from './case-source.ts';
import { observedBehaviours } from './observe-behaviours.ts';

/** Adds in another order at the right edge. */
const edge = oddEngine('edge', (left, right, { column, columns }) =>
  column === columns - 1 ? backwards(left, right) : loop(left, right),
);

const claims = claimsNamed(['same-window-any-position']);

async function observe(observed: readonly ObservedBehaviour[], also: readonly Claim[] = []) {
  let asked = 0;
  const subject: Subject = {
    ...edge,
    evaluate: (batch) => {
      asked++;
      return edge.evaluate(batch);
    },
  };
  const { rows } = await runCampaign({
    ...{
      subjects: [subject],
      claims: [...claims, ...also],
      source: randomSource(10),
      cases: 150,
      observed,
    },
  });
  return { rows, asked, row: rows.find(({ claim }) => claim === claims[0]!.id)! };
}

test('a recorded difference that shows today is not shrunk again; one that is gone is', async () => {
  const first = await observe([]);
  expect(first.row.difference?.kind).toBe('rounding');
  const recorded = observedBehaviours(first.rows);
  expect(recorded[0]?.counterexample).toBeDefined();
  const second = await observe(recorded);
  expect(second.row.difference).toMatchObject(recorded[0]!.counterexample!);
  expect(second.asked).toBeLessThan(first.asked / 3);
  const gone = recorded.map((row) => ({
    ...row,
    counterexample: { ...row.counterexample!, kernel: row.counterexample!.kernel.map(() => bits32(0)) },
  }));
  const shrunkAgain = await observe(gone);
  expect(shrunkAgain.row.difference?.kind).toBe('rounding');
  expect(shrunkAgain.asked).toBeGreaterThan(2 * second.asked);
  const older = recorded.map((row) => ({ ...row, version: 'another' }));
  expect((await observe(older)).asked).toBeGreaterThan(2 * second.asked);
});

test('in passing, among claims of other kinds, what is harmless is shrunk for a while only', async () => {
  const [alone, among] = [await observe([]), await observe([], claimsNamed(['dot-any-order']))];
  expect(among.row.difference?.kind).toBe('rounding');
  expect(among.asked).toBeLessThan(alone.asked / 2);
});

test('a campaign with a number of cases gives the same smallest cases on a slow machine', async () => {
  const quick = await observe([]);
  const clock = performance.now.bind(performance);
  let looks = 0;
  const slow = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 500 * looks++);
  try {
    expect((await observe([])).row.difference).toEqual(quick.row.difference);
  } finally {
    slow.mockRestore();
  }
});

test('an engine that computes in 16 bits alone has no row of a metamorphic claim, and the others go on', async () => {
  const half: Subject = {
    ...{ ...edge, id: 'odd/half:binary16', format: 'binary16' },
    evaluate: async ({ shape, count }) => {
      const outputs = new Float32Array(count * outputSize(shape));
      return { kind: 'value', format: 'binary16', outputs };
    },
  };
  const both = [...claims, ...claimsNamed(['dot-non-finite'])];
  const { rows } = await runCampaign({ subjects: [half], claims: both, source: randomSource(10), cases: 4 });
  expect(rows.map(({ claim }) => claim)).toEqual(['dot-non-finite']);
});
