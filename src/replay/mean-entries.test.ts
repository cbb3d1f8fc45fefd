import { expect, test } from 'vitest';
import { prepareSubjects } from '../check/prepared-subject.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { type NarrowName, roundNarrow } from '../float/narrow-numbers.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { checkNumbers } from './check-entry.ts';
import { replayEntries } from './replay-entry.ts';

type Format = 'binary32' | 'binary64' | NarrowName;

/** A mean of one number less, or a sum without its last number. */
const wrong = (operation: 'mean' | 'sum', format: Format): Subject => ({
  ...{ id: `odd/${operation}:${format}`, engine: 'odd', operation, format, summation: 'unknown' },
  availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
  evaluate: async (batch) => {
    const plan = planTerms(batch.shape, operation);
    const { left } = gatherTerms(plan, batch);
    const round = (x: number): number =>
      format.startsWith('binary3') || format === 'binary64' ? x : roundNarrow(x, format as NarrowName);
    const all = Float64Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      const pixels = left.subarray(window * plan.terms, (window + 1) * plan.terms);
      const sum = pixels.reduce((total, x, t) => (operation === 'sum' && t === plan.terms - 1 ? total : total + x), 0);
      return round(operation === 'sum' ? sum : sum / Math.max(1, plan.terms - 1));
    });
    return { kind: 'value', format, outputs: format === 'binary64' ? all : Float32Array.from(all) };
  },
});

test.each(
  (['mean', 'sum'] as const).flatMap((operation) =>
    (['binary32', 'binary64', 'binary16', 'bfloat16'] as const).map((format) => [operation, format] as const),
  ),
)(
  'the entry of a wrong %s in %s holds the number of the engine, is right, and fails again',
  async (operation, format) => {
    const subjects = [wrong(operation, format)];
    const claims = claimsNamed(['dot-any-order']);
    const { findings } = await runCampaign({ subjects, claims, source: randomSource(4), cases: 40 });
    const entries = findings.map(({ entry }) => entry);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) checkNumbers(entry, subjects, claims);
    const { ready } = await prepareSubjects(subjects);
    const replays = await replayEntries(entries, ready, claims);
    expect(replays).toEqual(entries.map(() => expect.objectContaining({ state: 'violated', sameBits: true })));
  },
);
