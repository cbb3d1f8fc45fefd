import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import type { CampaignOptions, CampaignResult } from '../fuzz/campaign-records.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { campaignLines } from './campaign.ts';
import { campaignSummary } from './campaign-summary.ts';
import { firstLines, lastLines, propertyLines } from './last-lines.ts';

const right = mutantEngine('right', loops({}));
const wrong = mutantEngine('wrong', loops({ after: (outputs) => void outputs.fill(7) }));
const declining: Subject = {
  ...{ ...right, id: 'mutant/declining' },
  evaluate: async () => ({ kind: 'declined', reason: 'not today' }),
};
const failing: Subject = {
  ...{ ...right, id: 'mutant/failing' },
  evaluate: async () => ({ kind: 'failed', reason: 'it crashed' }),
};
const own = lastbitSubjects().filter(({ id }) => id === 'lastbit/sequential' || id === 'lastbit/pairwise');
const run = (subjects: readonly Subject[], options: Partial<CampaignOptions> = {}): Promise<CampaignResult> =>
  runCampaign({
    ...{ subjects, claims: claimsNamed(['dot-any-order', 'dot-zero-sign']), source: randomSource(3), cases: 60 },
    ...{ arithmetic: false, ...options },
  });

test('the last lines decide, a line for each subject of the user, the gravest last', async () => {
  const result = await run([wrong, right, declining, failing, ...own]);
  expect(lastLines(result)).toEqual([
    expect.stringMatching(
      /^the other 2 subjects: no violation of 2 proven claims on \d+ cases, \d+ shapes; largest error \d\.\d\d of its bound \(dot-any-order\)$/,
    ),
    'mutant/declining: NOT JUDGED (not today)',
    expect.stringMatching(
      /^mutant\/right: no violation of 2 proven claims on \d+ cases, \d+ shapes; largest error \d\./,
    ),
    'mutant/failing: FAILED (it crashed)',
    expect.stringMatching(/^mutant\/wrong: WRONG \(1 proven claim violated; 1 fault; smallest case above\)$/),
  ]);
  expect(lastLines(await run(own))).toEqual([expect.stringMatching(/^all 2 subjects: no violation of 2 /)]);
  expect(lastLines(await run([right]))).toEqual([expect.stringMatching(/^mutant\/right: no violation/)]);
});

test('a run opens with the subjects of the user, the gravest first', async () => {
  const first = firstLines(await run([wrong, right, ...own]));
  expect(first).toEqual([
    expect.stringMatching(/^mutant\/wrong: WRONG/),
    expect.stringMatching(/^mutant\/right: no violation/),
  ]);
  expect(firstLines(await run(own))).toEqual([]);
});

test('a subject that fails on every claim has one sentence and no tables', async () => {
  const lines = campaignLines(await run([failing]));
  expect(lines[0]).toBe('Nothing was judged: mutant/failing failed every time: it crashed.');
  expect(lines.join('\n')).not.toMatch(/^dot-any-order \(/m);
});

test('what fails the run besides its rows decides the last line too', async () => {
  const result = await run([right, ...own]);
  const lines = (...unexpected: CampaignResult['verdict']['unexpected']): readonly string[] =>
    lastLines({ ...result, verdict: { ...result.verdict, unexpected } });
  const about = { claim: 'dot-any-order', subject: 'mutant/right' } as const;
  const [others] = lines();
  expect(lines({ kind: 'still-fails', ...about })).toEqual([
    others,
    'mutant/right: WRONG (1 kept failure above still fails)',
  ]);
  expect(lines({ kind: 'regression', ...about }, { kind: 'still-fails', ...about })[1]).toBe(
    'mutant/right: WRONG (2 kept failures above still fail)',
  );
  expect(lines({ kind: 'not-replayed', ...about })[1]).toMatch(/^mutant\/right: NOT REPLAYED/);
  expect(lines({ kind: 'lost', because: 'range 0 was lost twice: a worker ended by SIGKILL' }).at(-1)).toBe(
    'INCOMPLETE (1 of 1 range lost, see above)',
  );
  expect(lines({ kind: 'unreliable', engine: 'mutant' })).toEqual([
    others,
    'mutant/right: UNRELIABLE (restarted too often, see above)',
  ]);
});

test('a row with a revealed tree gives the order', async () => {
  const result = await run([right]);
  const rows = result.rows.map((row) => ({ ...row, order: 'lanes of 8; fused' }));
  expect(lastLines({ ...result, rows })[0]).toMatch(/ shapes; order: lanes of 8, fused; largest error /);
});

test('where a transform computes, the line says that only its normwise bound is checked', async () => {
  const result = await run([right]);
  const transform = "such as Winograd's F(4, 3), at 8x8*3x3 for one";
  const lines = lastLines({ ...result, rows: result.rows.map((row) => ({ ...row, transform })) });
  expect(lines[0]).toContain(`where a transform computes (${transform}), only its normwise bound is checked; largest`);
});

test('what is only observed is a property, and not counted as a violation', async () => {
  const claims = claimsNamed(['dot-any-order', 'zero-channel-left-out', 'same-call-twice']);
  const pairwise = { ...own.find(({ id }) => id === 'lastbit/pairwise')!, id: 'mine/conv2d', engine: 'mine' };
  const subject: Subject = { ...pairwise, summation: 'unknown' };
  const result = await run([subject], { claims, cases: 300 });
  expect(result.rows.find(({ claim }) => claim === 'zero-channel-left-out')?.verdict).toBe('violated');
  expect(propertyLines(result)).toEqual([
    'Properties of mine/conv2d, not promised by a theorem. ' +
      'holds: same-call-twice; does not hold: zero-channel-left-out (rounding).',
  ]);
  const lines = campaignSummary(result);
  const line = lines.find((text) => text.startsWith('zero-channel-left-out '));
  expect(line).toMatch(/ 0 {2}1 does not hold$/);
  expect([...lines, ...campaignLines(result)].join('\n')).not.toMatch(/violated|VIOLATED|\d violations?\b/);
});

test('a claim about two subjects says that it needs another, whatever the number of cases', async () => {
  const result = await run([right, declining], { claims: claimsNamed(['difference-any-order']) });
  expect(result.rows.map(({ because }) => because)).toEqual([
    'no other subject answered these cases: add another --subject',
    'not today',
  ]);
});

test('a NaN of a compensated sum has a remark and a guess that say what to do', async () => {
  const kahan = mutantEngine(
    'kahan',
    loops({
      sum: (left, right_, from, n) => {
        let [sum, correction] = [0, 0];
        for (let t = from; t < from + n; t++) {
          const term = Math.fround(Math.fround(left[t]! * right_[t]!) - correction);
          const next = Math.fround(sum + term);
          correction = Math.fround(Math.fround(next - sum) - term);
          sum = next;
        }
        return sum;
      },
    }),
  );
  const claims = claimsNamed(['dot-any-order', 'dot-overflow', 'dot-non-finite']);
  const text = campaignLines(await run([kahan], { claims, source: randomSource(5), cases: 1500 })).join('\n');
  expect(text).toMatch(/VIOLATED .*NaN: if its sums are compensated \(Kahan\), this claim is not about it/);
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(
    /if yours is one, these claims are not about it: name the others, as in/,
  );
});
