import { prepareSubjects } from '../check/prepared-subject.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import type { AnyEntry, CorpusEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { runCampaign } from './campaign.ts';
import { findWorstCases } from './find-worst-cases.ts';
import { worstCaseRound, worstCaseSource } from './worst-case-source.ts';

const limits = { evaluations: 1500, milliseconds: 3000 } as const;

/** The largest error ÷ bound of each claim and subject on inputs made to reach it, shrunk; of those that are above what is known. */
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
