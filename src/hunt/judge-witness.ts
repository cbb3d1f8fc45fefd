import { isRevealable, revealBound } from '../check/bound-at.ts';
import { type ClaimAndSubject, type Counterexample, findInCases } from '../check/counterexample.ts';
import { type KnownDefects, quantitiesOf } from '../check/known-defects.ts';
import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { errorClaims } from '../claims/all-claims.ts';
import { boundFor } from '../claims/claim.ts';
import { batchOf } from '../conv/batch.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { referencesAt } from '../judge/references.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import type { HuntResult } from './hunt-result.ts';

/** What the claims say of a witness. */
export interface JudgedWitness {
  /** The claim whose bound the witness comes closest to, as an entry of the corpus; undefined if none applies. */
  readonly worstCase: CorpusEntry | undefined;
  /** An entry for every claim that the witness violates. */
  readonly violations: readonly CorpusEntry[];
}

/**
 * Tries the witness of a hunt on every claim about errors that applies to its subjects, by their own answers. The bound
 * of the revealed tree counts where it can be revealed again when the entry is replayed. A violation that a recorded
 * defect explains is none.
 */
export async function judgeWitness(
  { witness, place, seed }: Pick<HuntResult, 'witness' | 'place' | 'seed'>,
  subjects: readonly Subject[],
  defects: KnownDefects,
): Promise<JudgedWitness> {
  const { ready } = await prepareSubjects(subjects);
  const [subject, partner] = ready;
  if (witness === undefined || subject === undefined || ready.length < subjects.length)
    return { worstCase: undefined, violations: [] };
  const batch = batchOf([witness.input]);
  const entryOf = (met: Counterexample): CorpusEntry =>
    entryOfCounterexample(met, { ...met, place: { seed, distribution: 'hunt', shape: shapeKey(place.shape) } });
  let worst: Counterexample | undefined;
  const violations: CorpusEntry[] = [];
  for (const pairing of await claimsOf(subject, partner, place.shape)) {
    const [violated] = await findInCases(pairing, batch);
    if (violated !== undefined && !isExplained(violated, ready, defects)) violations.push(entryOf(violated));
    const [held] = await findInCases(pairing, batch, { leastRatio, place: place.output });
    if (held === undefined) continue;
    if (held.output.errorOverBound > notably * (worst?.output.errorOverBound ?? 0)) worst = held;
  }
  return { worstCase: worst === undefined ? undefined : entryOf(worst), violations };
}

function isExplained({ batch, output }: Counterexample, subjects: readonly PreparedSubject[], defects: KnownDefects) {
  return subjects.some((subject) => {
    const references = referencesAt(batch, subject.operation, output.window);
    return defects.explain(subject, () => quantitiesOf(subject, batch.shape, references, output)) !== undefined;
  });
}

/** Of claims that are nearly as close, the first one counts: a revealed bound costs a revelation at every replay. */
const notably = 1.001;
/** A smaller ratio shows nothing. */
const leastRatio = 0.001;

async function claimsOf(
  subject: PreparedSubject,
  partner: PreparedSubject | undefined,
  shape: HuntResult['place']['shape'],
): Promise<readonly ClaimAndSubject[]> {
  const all = errorClaims.flatMap((claim): readonly ClaimAndSubject[] => {
    if ((claim.kind === 'pair') !== (partner !== undefined)) return [];
    if (boundFor(claim, subject, partner) === undefined) return [];
    return [{ claim, subject, ...(partner === undefined ? {} : { partner }) }];
  });
  if (partner !== undefined || subject.summation !== 'unknown' || !isRevealable(shape, subject.operation)) return all;
  const revealed = await revealBound(subject, shape);
  return revealed === undefined ? all : [...all, { claim: revealed.claim, subject, revealed }];
}
