import { expect } from 'vitest';
import type { Claim } from '../src/claims/claim.ts';
import { loadCorpus } from '../src/corpus/load-corpus.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { openRegistry } from '../src/engines/registry.ts';
import { runCampaign } from '../src/fuzz/campaign.ts';
import type { CampaignResult, CampaignRow } from '../src/fuzz/campaign-records.ts';
import { counterexampleLines } from '../src/fuzz/counterexample-lines.ts';
import { randomSource } from '../src/fuzz/random-source.ts';

/** The seed of all promises: the day of the question that began this. A fresh one is what `npx lastbit fuzz` is for. */
export const promiseSeed = 20180126;

/** So many cases to every engine, and so many more to our own orders, which need no process. */
export interface PromiseBudget {
  readonly cases: number;
  readonly ownCases: number;
}

/** The same for a claim about our own orders, which no foreign engine takes part in. */
export async function keepOwnPromise(claim: Claim): Promise<void> {
  const registry = await openRegistry({ engines: ['lastbit'] });
  const common = { claims: [claim], corpus: 'corpus', subjects: registry.subjects };
  const result = await runCampaign({ ...common, source: randomSource(promiseSeed), cases: 8_000 });
  await registry.close();
  say(`${claim.id}: ${result.checked} (subject, case) pairs checked, seed ${promiseSeed}`);
  expect(problemsOf(result).join('\n\n')).toBe('');
}

/**
 * Tries one claim on every subject there is. Fails for a violation that no recorded defect explains, for an engine that fails, for a row
 * that is vacuous in more than a tenth of its outputs, and under CI=true for a required engine that is missing; says loudly which recorded
 * defects were met and which engines are missing.
 */
export async function keepPromise(claim: Claim, budget: PromiseBudget): Promise<void> {
  const registry = await openRegistry();
  try {
    const { entries, unreadable } = loadCorpus('corpus');
    expect(unreadable).toEqual([]);
    const known = entries.map(({ entry }) => entry);
    const common = { claims: [claim], corpus: 'corpus', known };
    const everyone = { subjects: registry.subjects, source: randomSource(promiseSeed), cases: budget.cases };
    const all = await runCampaign({ ...common, ...everyone });
    const own = registry.subjects.filter(({ engine }) => engine === 'lastbit');
    const more = { subjects: own, source: randomSource(promiseSeed + 1), cases: budget.ownCases };
    const alone = await runCampaign({ ...common, ...more });
    say(`${claim.id}: ${all.checked + alone.checked} (subject, case) pairs checked, seed ${promiseSeed}`);
    const problems = [...problemsOf(all), ...problemsOf(alone)];
    expect(problems.join('\n\n')).toBe('');
  } finally {
    await registry.close();
  }
}

function problemsOf({ rows, findings, defects }: CampaignResult): string[] {
  for (const { entry, hits } of defects) {
    const { subject, note, id } = entry;
    if (hits > 0) say(`KNOWN DEFECT, ${hits} hits: ${subject.id} ${subject.version} (corpus ${id}): ${note}`);
  }
  return [
    ...findings.map(({ entry, path }) => counterexampleLines(entry, path).join('\n')),
    ...rows.map(problemOf).filter((problem) => problem !== undefined),
  ];
}

function problemOf({
  claim,
  subject,
  verdict,
  because,
  violations,
  vacuousShare,
  outputs,
}: CampaignRow): string | undefined {
  if (verdict === 'violated') return `${claim}: ${subject} violates it in ${violations} outputs`;
  if (verdict === 'failed') return `${claim}: ${subject} failed: ${because}`;
  if (verdict === 'missing') {
    say(`missing: ${subject}: ${because}`);
    const required = requiredEngines.includes(subject.split('/')[0] as string);
    return process.env.CI === 'true' && required ? `${subject} is missing: ${because}` : undefined;
  }
  if (verdict === 'vacuous' && outputs > 0)
    return `${claim}: ${subject}: ${vacuousShare} of the outputs are vacuous: ${because}`;
  return undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
