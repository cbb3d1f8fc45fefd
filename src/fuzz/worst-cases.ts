import { findInCases } from '../check/counterexample.ts';
import { type MinimiseLimits, minimiseCounterexample } from '../check/minimise-counterexample.ts';
import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { errorClaims } from '../claims/all-claims.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import { batchOf, caseAt } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { batches } from '../inputs/batches.ts';
import { witnesses } from '../inputs/distributions/witnesses.ts';
import { distributions } from '../inputs/distributions.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignResult, CampaignRow } from './campaign-records.ts';
import { type CaseSource, valueFrom } from './case-source.ts';

/** Numbers of terms, so that every algorithm is at the edge of its blocks once; none above 121. */
const lengths = [1, 2, 3, 4, 5, 8, 9, 16, 17, 25, 33, 64, 100, 121] as const;
const casesPerBatch = 256;

/** Batches in one round over all lengths. */
export const worstCaseRound: number = lengths.length * 2;

/**
 * Where worst cases are looked for: one window of n terms, short ones first; in turn the worst cases that are known of
 * some tree, and a distribution of the mix. As in all sources the same index gives the same batch.
 */
export function worstCaseSource(seed: number): CaseSource {
  return {
    seed,
    batch: (index) => {
      const shape = rowShape(lengths[Math.floor(index / 2) % lengths.length]!);
      const among = index % 2 === 0 ? [witnesses] : distributions;
      return valueFrom(batches({ shape, distributions: among, singles: casesPerBatch }), seed, `record ${index}`);
    },
  };
}

/** What shrinking may lose of a ratio. */
const keptShare = 0.9999;
/**
 * A smaller ratio shows nothing: of a claim that a result is finite, errors are all but nothing beside what stands for
 * its bound.
 */
const leastRatio = 0.001;
/** By how much a ratio must be above the recorded one to be worth a new record. */
const worthwhile = 1.001;

/**
 * The records that a campaign set: for each row with a larger error ÷ bound than the corpus has for its claim and
 * subject, the case that reached it, drawn again from its place, shrunk as long as nearly all of the ratio stays.
 * `all`: also for rows of which the corpus has none.
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
    const claimAndSubject = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    const single = batchOf([caseAt(source.batch(place.batch), place.index)]);
    const wanted = { leastRatio: row.attained * keptShare };
    const [met] = await findInCases(claimAndSubject, single, wanted);
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

const limits = { evaluations: 1500, milliseconds: 3000 } as const;

/**
 * The largest error ÷ bound of each claim and subject on inputs made to reach it, shrunk; of those that are above what
 * is known.
 */
export async function* huntWorstCases(
  subjects: readonly Subject[],
  claims: readonly ErrorClaim[],
  known: readonly AnyEntry[],
  seed: number,
): AsyncGenerator<CorpusEntry> {
  if (claims.length === 0) return;
  const source = worstCaseSource(seed);
  const cases = worstCaseRound * source.batch(0).count;
  const { rows } = await runCampaign({ subjects, claims, source, cases, known });
  const { ready } = await prepareSubjects(subjects);
  for (const row of rows) yield* await findWorstCases([row], source, claims, ready, known, limits, true);
}
