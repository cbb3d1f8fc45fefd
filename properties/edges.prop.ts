import { expect, test } from 'vitest';
import { errorClaims } from '../src/claims/all-claims.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import { runCampaign } from '../src/fuzz/campaign.ts';
import { randomSource } from '../src/fuzz/random-source.ts';
import { edges } from '../src/inputs/distributions/edges.ts';
import { counterexampleLines } from '../src/text/counterexample-lines.ts';
import { everyEngine } from './every-engine.ts';
import { promiseSeed } from './promise.ts';

const cases = 240;

/**
 * No claim is violated where its hypotheses begin and end, and no recorded defect explains it: subnormal numbers, overflow, ties, zeros, infinities. It found that
 * dot-non-finite was false of engines that read subnormal inputs as zero. It does not ask that much is not discarded.
 */
test('claims hold at the edges of what they speak of', async () => {
  const { subjects } = await everyEngine();
  const known = loadCorpus('corpus').entries.map(({ entry }) => entry);
  const source = randomSource(promiseSeed, { distributions: [edges] });
  const { rows, findings } = await runCampaign({
    subjects,
    claims: errorClaims,
    source,
    cases,
    corpus: 'corpus',
    known,
  });
  expect(findings.map(({ entry, path }) => counterexampleLines(entry, path).join('\n')).join('\n\n')).toBe('');
  expect(rows.filter(({ alarm }) => alarm)).toEqual([]);
  expect(rows.filter(({ outputs, discardedShare }) => outputs * (1 - discardedShare) > 0).length).toBeGreaterThan(500);
});
