import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import { convShape } from '../conv/shape-text.ts';
import type { Subject } from '../engines/engine.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { isBad } from '../fuzz/run-verdict.ts';
import { closingLines } from './campaign.ts';
import { tooFewLine } from './few-cases.ts';

const right = mutantEngine('right', loops({}));
/** Takes images of one long row only, as a kernel that is not finished. */
const picky: Subject = {
  ...{ ...right, id: 'mutant/picky' },
  evaluate: async (batch) =>
    batch.shape.height === 1 && batch.shape.width > 8
      ? right.evaluate(batch)
      : { kind: 'declined', reason: 'one long row only' },
};
const wrong = mutantEngine('wrong', loops({ after: (outputs) => void outputs.fill(7) }));
const run = (subjects: readonly Subject[], cases: number, source = randomSource(3)): Promise<CampaignResult> =>
  runCampaign({ subjects, claims: claimsNamed(['dot-any-order']), source, cases, arithmetic: false });

test('a run that is too short to mean something says so in its last line, which is no status', async () => {
  const result = await run([right], 12);
  const [{ cases }] = result.rows as [CampaignResult['rows'][number]];
  const shapes = result.coverage.subjects['mutant/right'];
  expect(closingLines(result).at(-1)).toBe(
    `mutant/right: ${cases} cases on ${shapes} shapes: too few to mean anything; --cases 2000`,
  );
  expect(isBad(result)).toBe(false);
});

test('enough cases and shapes have no such line, nor has a subject that is wrong', async () => {
  expect(tooFewLine(await run([right], 400))).toBeUndefined();
  expect(tooFewLine(await run([wrong], 12))).toBeUndefined();
});

test('the least of several subjects is named, and one that declined most is told to aim', async () => {
  const result = await run([right, picky], 600);
  const { cases, declined } = result.rows.find(({ subject }) => subject === 'mutant/picky')!;
  const shapes = result.coverage.subjects['mutant/picky']!;
  expect(shapes).toBeLessThan(result.coverage.shapes);
  expect(tooFewLine(result)).toBe(
    `mutant/picky: ${cases} cases on ${shapes} shapes: too few to mean anything; ` +
      `it declined ${declined}: --shape aims at what it takes`,
  );
  expect(closingLines(result).join('\n')).toContain(`mutant/picky: no violation of 1 proven claim on ${cases} cases`);
  expect(closingLines(result).join('\n')).toContain(`${shapes} shapes (${declined} cases declined)`);
  expect(tooFewLine(await run([right, { ...right, id: 'mutant/other' }], 12))).toMatch(
    /^mutant\/\w+ \(and 1 other subject\): \d+ cases? on /,
  );
});

test('shapes that the user asked for may be few', async () => {
  const aimed = randomSource(3, { shape: convShape('5x5*3x3') });
  expect(tooFewLine(await run([right], 60, aimed))).toBeUndefined();
});

test('covered is only what some subject answered', async () => {
  const [{ coverage }, { coverage: all }] = [await run([picky], 400), await run([right], 400)];
  expect(coverage.subjects['mutant/picky']).toBeGreaterThan(0);
  expect(coverage.shapes).toBeLessThan(all.shapes / 2);
});
