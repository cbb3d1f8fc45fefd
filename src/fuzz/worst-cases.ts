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
import { isLarge } from '../inputs/output-sample.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignResult, CampaignRow } from './campaign-records.ts';
import { type CaseSource, valueFrom } from './case-source.ts';

/** Numbers of terms, up to 121, that put every algorithm at the edge of its blocks once. */
const lengths = [1, 2, 3, 4, 5, 8, 9, 16, 17, 25, 33, 64, 100, 121] as const;
const casesPerBatch = 256;

/** The number of batches in one round over all lengths. */
export const worstCaseRound: number = lengths.length * 2;

/**
 * Where worst cases are searched for: windows of n terms, short ones first. The known worst cases of trees alternate
 * with a distribution of the mix. As in every source, an index always gives the same batch.
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

/** The share of a ratio that minimising must keep. */
const keptShare = 0.9999;
/** A smaller ratio shows nothing. For a claim that a result is finite, errors are tiny compared with the bound. */
const leastRatio = 0.001;
/** How much a ratio must exceed the recorded one for a new record. */
const worthwhile = 1.001;

/**
 * The records that a campaign set. For each row with a larger error ÷ bound than the corpus has for its claim and
 * subject, the case is drawn again from its place and minimised, keeping nearly all of the ratio. `all`: also rows
 * without a record in the corpus.
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
    // Of a large layer only a sample is judged: too little to look for the largest ratio.
    if (isLarge(single.shape, subject.operation)) continue;
    const wanted = { leastRatio: row.attained * keptShare };
    const [met] = await findInCases(claimAndSubject, single, wanted);
    if (met === undefined) continue;
    records.push(entryOfCounterexample(await minimiseCounterexample(met, limits, wanted), { ...met, place }));
  }
  return records;
}

/** The largest recorded ratio of a claim and a subject; undefined without any. */
function recordedRatio(entries: readonly AnyEntry[], claim: string, subject: string): number | undefined {
  const ratios = entries
    .filter((entry) => entry.role === 'worst-case' && entry.claim === claim && entry.subject.id === subject)
    .map(({ errorOverBound }) => errorOverBound ?? 0);
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** The records of a campaign, found quickly: only claims about errors of outputs, and subjects that have a record. */
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
  return findWorstCases(larger, source, errorClaims, ready, known, { evaluations: 300, signal });
}

const limits = { evaluations: 1500 } as const;

/**
 * The largest error ÷ bound of each claim and subject, on inputs made to reach it, minimised. Only those that exceed
 * the recorded ratio.
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
