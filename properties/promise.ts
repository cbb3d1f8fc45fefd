import { expect } from 'vitest';
import { allClaims, errorClaims } from '../src/claims/all-claims.ts';
import type { Claim } from '../src/claims/claim.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { runCampaign } from '../src/fuzz/campaign.ts';
import type { CampaignResult, CampaignRow } from '../src/fuzz/campaign-records.ts';
import { randomSource } from '../src/fuzz/random-source.ts';
import { counterexampleLines } from '../src/text/counterexample-lines.ts';
import { everyEngine } from './every-engine.ts';

/** The seed of all promises: the day of the question that began this. A fresh one is what `npx lastbit fuzz` is for. */
export const promiseSeed = 20180126;

/** So many cases to every subject; so many more to our own orders, which need no process; and so many to what is no claim about a sum of products. */
const cases = 1500;
const ownCases = 20_000;
const otherCases = 1000;
/** Many cases of a shape at once: our own orders have nothing to hide in one shape of many. */
const ownSizes = { outputs: 512, cases: 256, singles: 1024 };

/** The same campaigns serve all promises: engines compute each case once, and exact references are shared. */
let campaigns: Promise<readonly CampaignResult[]> | undefined;

/**
 * What came of one claim on every subject there is. Fails for a violation that no recorded defect explains, for an engine that fails, for
 * a row that is discarded in a larger share of its outputs than its claim allows, and under CI=true for a required engine that is missing;
 * says loudly which recorded defects were met and which engines are missing.
 */
export async function keepPromise(claim: Claim): Promise<void> {
  campaigns ??= tryEveryClaim();
  const results = await campaigns;
  expect(results.some(({ rows }) => rows.some((row) => row.claim === claim.id && row.outputs > 0))).toBe(true);
  const problems = results.flatMap((result) => problemsOf(result, claim));
  expect(problems.join('\n\n')).toBe('');
}

/** All rows of a claim. */
export async function campaignRows(id: string): Promise<readonly CampaignRow[]> {
  campaigns ??= tryEveryClaim();
  return (await campaigns).flatMap(({ rows }) => rows.filter(({ claim }) => claim === id));
}

async function tryEveryClaim(): Promise<readonly CampaignResult[]> {
  const { subjects } = await everyEngine();
  const { entries, unreadable } = loadCorpus('corpus');
  expect(unreadable).toEqual([]);
  const common = { corpus: 'corpus', known: entries.map(({ entry }) => entry), arithmetic: false };
  const errors = { ...common, claims: errorClaims };
  const all = await runCampaign({ ...errors, subjects, source: randomSource(promiseSeed), cases });
  const own = subjects.filter(({ engine }) => engine === 'lastbit');
  const source = randomSource(promiseSeed + 1, ownSizes);
  const more = await runCampaign({ ...errors, subjects: own, source, cases: ownCases });
  const others = allClaims.filter(({ kind }) => kind === 'operation' || kind === 'sum' || kind === 'comparison');
  const rest = { ...common, claims: others, arithmetic: true, source: randomSource(promiseSeed + 2) };
  const other = await runCampaign({ ...rest, subjects: own, cases: otherCases });
  const pairs = pairsOf(all) + pairsOf(more);
  say(`${pairs} (subject, case) pairs checked by ${errorClaims.length} claims, seed ${promiseSeed}`);
  expect(pairs).toBeGreaterThan(1_000_000);
  sayDefects(all);
  return [all, more, other];
}

/** Cases that subjects answered, each counted once however many claims judged it. */
function pairsOf({ rows }: CampaignResult): number {
  const answered = new Map<string, number>();
  for (const { subject, cases: count } of rows) answered.set(subject, Math.max(count, answered.get(subject) ?? 0));
  return [...answered.values()].reduce((sum, count) => sum + count, 0);
}

function sayDefects({ defects }: CampaignResult): void {
  for (const { entry, hits } of defects) {
    const { subject, note, id } = entry;
    if (hits > 0) say(`KNOWN DEFECT, ${hits} hits: ${subject.id} ${subject.version} (corpus ${id}): ${note}`);
  }
}

function problemsOf({ rows, findings }: CampaignResult, { id }: Claim): string[] {
  return [
    ...findings
      .filter(({ entry }) => entry.claim === id)
      .map(({ entry, path }) => counterexampleLines(entry, path).join('\n')),
    ...rows
      .filter(({ claim }) => claim === id)
      .map(problemOf)
      .filter((problem) => problem !== undefined),
  ];
}

function problemOf(row: CampaignRow): string | undefined {
  const { claim, subject, verdict, alarm, because, violations, discardedShare, outputs } = row;
  if (verdict === 'violated') return alarm ? `${claim}: ${subject} violates it in ${violations} outputs` : undefined;
  if (verdict === 'failed') return `${claim}: ${subject} failed: ${because}`;
  if (verdict === 'missing') {
    say(`missing: ${subject}: ${because}`);
    const required = requiredEngines.includes(subject.split('/')[0] as string);
    return process.env.CI === 'true' && required ? `${subject} is missing: ${because}` : undefined;
  }
  if (verdict === 'vacuous' && outputs > 0)
    return `${claim}: ${subject}: ${discardedShare} of the outputs are discarded: ${because}`;
  return undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
