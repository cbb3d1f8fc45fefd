import { findInCases } from '../check/counterexample.ts';
import { type MinimiseLimits, minimiseCounterexample } from '../check/minimise-counterexample.ts';
import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { errorClaims } from '../claims/all-claims.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import { batchOf, caseAt } from '../conv/batch-of.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import type { CampaignResult, CampaignRow } from './campaign-records.ts';
import type { CaseSource } from './case-source.ts';

/** What shrinking may lose of a ratio. */
const keptShare = 0.9999;
/** A smaller ratio shows nothing: of a claim that a result is finite, errors are all but nothing beside what stands for its bound. */
const leastRatio = 0.001;
/** By how much a ratio must be above the recorded one to be worth a new record. */
const worthwhile = 1.001;

/**
 * The records that a campaign set: for each row with a larger error ÷ bound than the corpus has for its claim and subject, the case that
 * reached it, drawn again from its place, shrunk as long as nearly all of the ratio stays. `all`: also for rows of which the corpus has none.
 */
export async function findWorstCases(
  rows: readonly CampaignRow[],
  source: CaseSource,
  claims: readonly ErrorClaim[],
  subjects: readonly PreparedSubject[],
  known: readonly AnyEntry[],
  limits: MinimiseLimits,
  all = false,
): Promise<readonly CorpusEntry[]> {
  const records: CorpusEntry[] = [];
  for (const row of rows) {
    const before = recordedRatio(known, row.claim, row.subject);
    if (row.attainedBy === undefined || limits.signal?.aborted === true) continue;
    if (before === undefined ? !all || row.attained < leastRatio : row.attained <= before * worthwhile) continue;
    const claim = claims.find(({ id }) => id === row.claim);
    const subject = subjects.find(({ id }) => id === row.subject);
    if (claim === undefined || subject === undefined) continue;
    const { attainedBy: place } = row;
    const partner = subjects.find(({ id }) => id === place.partner);
    if (claim.kind === 'pair' && partner === undefined) continue;
    const accusation = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    const single = batchOf([caseAt(source.batch(place.batch), place.index)]);
    const wanted = { ratio: row.attained * keptShare };
    const [met] = await findInCases(accusation, single, wanted);
    if (met === undefined) continue;
    records.push(entryOfCounterexample(await minimiseCounterexample(met, limits, wanted), { ...met, place }));
  }
  return records;
}

/** The largest ratio that entries record for a claim and a subject; undefined without any. */
function recordedRatio(entries: readonly AnyEntry[], claim: string, subject: string): number | undefined {
  const ratios = entries
    .filter((entry) => entry.role === 'worst-case' && entry.claim === claim && entry.subject.id === subject)
    .map(({ errorOverBound }) => errorOverBound ?? 0);
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** Those of a campaign, quickly: of claims and subjects that the corpus has a record of. Errors of outputs only. */
export async function proposeWorstCases(
  { rows }: CampaignResult,
  source: CaseSource,
  subjects: readonly Subject[],
  known: readonly AnyEntry[],
  signal: AbortSignal,
): Promise<readonly CorpusEntry[]> {
  const larger = rows.filter((row) => {
    const before = recordedRatio(known, row.claim, row.subject);
    return before !== undefined && row.attained > before * worthwhile;
  });
  if (larger.length === 0) return [];
  const wanted = new Set(larger.flatMap(({ subject, attainedBy }) => [subject, attainedBy?.partner]));
  const { ready } = await prepareSubjects(subjects.filter(({ id }) => wanted.has(id)));
  // No limit of time: the same seed is to propose the same records.
  const limits = { evaluations: 300, milliseconds: Number.POSITIVE_INFINITY, signal };
  return findWorstCases(larger, source, errorClaims, ready, known, limits);
}
