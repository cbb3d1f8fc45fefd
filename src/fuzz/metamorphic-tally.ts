import type { Difference } from '../check/check-metamorphic.ts';
import { type DifferenceKind, isGraver, type MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import type { Verdicts } from '../judge/verdict.ts';
import { Tally } from './tally.ts';

/** Claims of this kind take turns, so more cases of another claim may bring them none. */
const whenEmpty = 'no case of its turns suited it: name this claim alone, so that every case is tried on it';

/**
 * The row of a metamorphic claim: how often a subject broke the relation, by what that shows, and the simplest case
 * found of the most serious kind.
 */
export class MetamorphicTally extends Tally {
  readonly about: MetamorphicClaim;
  readonly prepared: PreparedSubject;
  private readonly earlier: DifferenceKind | undefined;

  /** `earlier`: the most serious kind of which an earlier range has kept a case. */
  constructor(claim: MetamorphicClaim, prepared: PreparedSubject, earlier?: DifferenceKind) {
    super(claim, prepared.id, prepared.version, {
      ...{ proven: claim.theoremFor(prepared), whenEmpty, isMetamorphic: true },
    });
    this.differences = new Map();
    this.about = claim;
    this.prepared = prepared;
    this.earlier = earlier;
  }

  addDifferences(verdicts: Verdicts<Difference>, cases: number, place: Place): void {
    this.add(verdicts, cases, place);
    for (const { kind } of verdicts.violations) this.countDifference(kind, 1);
    const known = verdicts.violations.filter(({ kind }) => kind === 'known-defect').length;
    this.countKnown(known);
    this.countViolations(verdicts.violations.length - known);
  }

  /** Whether a counterexample of this kind would be more serious than the one already kept, here or earlier. */
  wants(kind: DifferenceKind): boolean {
    return isGraver(kind, this.difference?.kind) && isGraver(kind, this.earlier);
  }

  keep(difference: MetamorphicCounterexample): void {
    if (this.wants(difference.kind)) this.difference = difference;
  }
}
