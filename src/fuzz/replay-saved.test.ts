import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forwards, oddEngine } from '../check/odd-engine.test-support.ts';
import { allClaims, claimsNamed } from '../claims/all-claims.ts';
import { lintCorpus } from '../corpus/lint-corpus.ts';
import { loadCorpus } from '../corpus/store.ts';
import type { Subject } from '../engines/engine.ts';
import { lintNumbers } from '../replay/check-entry.ts';
import { closingLines } from '../text/campaign.ts';
import { campaignAnswer } from '../text/campaign-answer.ts';
import { runCampaign } from './campaign.ts';
import { randomSource } from './case-source.ts';
import { isBad } from './run-verdict.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-saved-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { fround } = Math;
const engine = (factor: number): Subject => oddEngine('mine', (left, right) => fround(factor * forwards(left, right)));
const [right, wrong] = [engine(1), engine(1.5)];
const about = { claim: 'dot-any-order', subject: 'odd/mine' };

/** A campaign over one claim; it finds nothing itself where it draws only one case of another claim. */
async function run(subject: Subject, claim: string, cases = 1) {
  const known = loadCorpus(folder).entries.map(({ entry }) => entry);
  const source = randomSource(3);
  const options = { claims: claimsNamed([claim]), known, corpus: folder, source, cases, arithmetic: false };
  const result = await runCampaign({ ...options, subjects: [subject] });
  const said = closingLines(result, { corpus: folder, engines: { odd: 'my odd' } }).join('\n');
  return { result, said, answer: campaignAnswer(result), isBad: isBad(result) };
}

test('a kept failure runs first at every run: it still fails, is fixed, must hold, and is a regression', async () => {
  const first = await run(wrong, 'dot-any-order', 30);
  expect(first.result).toMatchObject({ saved: [], findings: expect.arrayContaining([expect.anything()]) });
  const [kept] = loadCorpus(folder).entries;
  const { id } = kept!.entry;
  for (const { entry } of loadCorpus(folder).entries)
    if (entry.id !== id) rmSync(join(folder, entry.claim, `${entry.id}.json`));

  // Another claim is asked for, and the one case drawn is harmless to it.
  const still = await run(wrong, 'dot-overflow');
  expect(still.result.saved).toMatchObject([{ state: 'still-fails', entry: { id } }]);
  expect(still.result.verdict.unexpected).toContainEqual({ kind: 'still-fails', ...about });
  expect(still.isBad).toBe(true);
  expect(still.said).toContain('STILL FAILS  dot-any-order by odd/mine: ');
  expect(still.said).toContain(`replay: npx lastbit corpus replay ${id} --corpus ${folder} --engine 'odd=my odd'`);
  expect(still.answer).toContain('odd/mine still fails a saved case of dot-any-order');

  const fixed = await run(right, 'dot-any-order');
  expect(fixed.result.saved).toMatchObject([{ state: 'fixed', notWritten: null }]);
  expect(fixed.said).toContain('FIXED  dot-any-order by odd/mine: ');
  expect(fixed.answer).toMatch(/^Nothing unexpected: .* FIXED: 1 saved failure\.$/);
  expect(fixed.isBad).toBe(false);
  const corpus = loadCorpus(folder);
  expect(corpus.entries).toMatchObject([{ entry: { id, role: 'regression', expectation: 'must-hold' } }]);
  expect(lintCorpus(corpus)).toEqual([]);
  expect(lintNumbers(corpus, [right], allClaims)).toEqual([]);

  const held = await run(right, 'dot-any-order');
  expect(held.result.saved).toMatchObject([{ state: 'holds' }]);
  expect(held.isBad).toBe(false);

  for (const claim of ['dot-overflow', 'dot-any-order']) {
    const again = await run(wrong, claim, 30);
    expect(again.result.saved).toMatchObject([{ state: 'regression', entry: { id } }]);
    expect(again.result.verdict.unexpected).toContainEqual({ kind: 'regression', ...about });
    expect(again.said).toContain('REGRESSION  dot-any-order by odd/mine: ');
    expect(again.isBad).toBe(true);
  }
});

test('a kept failure that is not answered is not fixed', async () => {
  const declining: Subject = { ...right, evaluate: async () => ({ kind: 'declined', reason: 'not today' }) };
  const failing: Subject = { ...right, evaluate: async () => ({ kind: 'failed', reason: 'it crashed' }) };
  const states = ['not-replayed', 'regression'];
  for (const [index, subject] of [declining, failing].entries()) {
    const { result, said } = await run(subject, 'dot-any-order');
    expect(result.saved[0]).toMatchObject({ state: states[index], because: expect.any(String) });
    expect(result.verdict.unexpected).toContainEqual({ kind: states[index], ...about });
    expect(said).toMatch(/(NOT REPLAYED|REGRESSION) {2}dot-any-order by odd\/mine: .*(not today|it crashed)/);
  }
});
