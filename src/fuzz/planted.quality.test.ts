import { describe, expect, test } from 'vitest';
import { differenceAnyOrder } from '../claims/difference-any-order.ts';
import { dotAnyOrder } from '../claims/dot-any-order.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { runCampaign } from './campaign.ts';
import { bugs, legitimate, planted } from './planted.test-support.ts';
import { randomSource } from './random-source.ts';

const seed = 7;
const most = { cases: 10_000 };

/** The fuzzer is tested by wrong engines: it must find each, make it small, and keep to the failure that it found. */
describe('planted bugs', () => {
  test.each(bugs.map((subject) => [subject.id, subject] as const))('%s', async (id, subject) => {
    const stop = new AbortController();
    const options = { subjects: [subject], claims: [dotAnyOrder], source: randomSource(seed), ...most };
    const result = await runCampaign({ ...options, signal: stop.signal, onFinding: () => stop.abort() });
    expect(result.rows[0]?.verdict).toBe('violated');
    const entry = result.findings[0]!.entry as CorpusEntry;
    expect(entry.claim).toBe('dot-any-order');
    expect(entry.subject.id).toBe(id);
    const nonZero = [entry.image, entry.kernel].map(
      (bits) => bits.filter((number) => !/^[08]0{7}$/.test(number)).length,
    );
    expect(Math.min(...nonZero)).toBeLessThanOrEqual(2);
    expect(entry.image.length * entry.kernel.length).toBeLessThanOrEqual(9);
    expect(entry.flags).not.toContain('underflow-range');
    expect(entry.flags).not.toContain('overflow-range');
  });

  test('cases mixed up within a batch are found, and said to show in a batch only', async () => {
    const { evaluate, ...right } = planted('swapped-entries', (left, taps) =>
      left.reduce((sum, pixel, term) => Math.fround(sum + pixel * taps[term]!), 0),
    );
    const subject = {
      ...right,
      evaluate: async (batch: Parameters<typeof evaluate>[0]) => {
        const outcome = await evaluate(batch);
        return outcome.kind === 'value' && batch.count > 1
          ? { ...outcome, outputs: outcome.outputs.slice().reverse() }
          : outcome;
      },
    };
    const stop = new AbortController();
    const options = { subjects: [subject], claims: [dotAnyOrder], source: randomSource(seed), ...most };
    const { findings } = await runCampaign({ ...options, signal: stop.signal, onFinding: () => stop.abort() });
    expect(findings[0]?.onlyInBatch).toBe(true);
    expect(findings[0]?.entry.flags).toContain('only-in-batch');
  });
});

test('implementations that are right raise no alarm', async () => {
  const options = { subjects: legitimate, source: randomSource(seed), ...most };
  const { rows, findings } = await runCampaign({ ...options, claims: [dotAnyOrder, differenceAnyOrder] });
  expect(findings).toEqual([]);
  expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => 'holds'));
  expect(rows).toHaveLength(2 * legitimate.length);
});
