import { type DifferenceKind, differenceKinds, type MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { MetamorphicTrial } from '../check/metamorphic-trial.ts';
import type { Place } from '../check/place.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { emptyHistogram } from '../judge/ratio-histogram.ts';
import type { CampaignRow } from './campaign-records.ts';
import { Tally } from './tally.ts';

/** A row about behaviour: how often a subject behaved otherwise, by what it shows, and the smallest case of the gravest kind that was met. */
export class MetamorphicTally extends Tally {
  readonly about: MetamorphicClaim;
  readonly prepared: PreparedSubject;
  private readonly differences = new Map<DifferenceKind, number>();
  private difference: MetamorphicCounterexample | undefined;

  constructor(claim: MetamorphicClaim, prepared: PreparedSubject) {
    super(claim, prepared.id, prepared.version, { proven: claim.theoremFor(prepared) });
    this.about = claim;
    this.prepared = prepared;
  }

  addTrial(
    { verdicts, variation }: MetamorphicTrial,
    kinds: readonly DifferenceKind[],
    cases: number,
    place: Place,
  ): void {
    const discarded = variation.pairs.length - verdicts.judged;
    const histogram = emptyHistogram();
    histogram.zero = verdicts.judged;
    const reasons = [...verdicts.discarded].flatMap(([reason, count]) => Array<string>(count).fill(reason));
    const counts = { windows: variation.pairs.length, discarded, attained: 0, histogram };
    this.add(counts, new Map(reasons.entries()), cases, place);
    for (const kind of kinds) this.differences.set(kind, (this.differences.get(kind) ?? 0) + 1);
    const known = kinds.filter((kind) => kind === 'known-defect').length;
    this.countKnown(known);
    this.countViolations(kinds.length - known);
  }

  /** Whether a counterexample of this kind would be graver than the one there is. */
  wants(kind: DifferenceKind): boolean {
    const grade = (of: DifferenceKind): number => differenceKinds.indexOf(of);
    return this.difference === undefined || grade(kind) < grade(this.difference.kind);
  }

  keep(difference: MetamorphicCounterexample): void {
    if (this.wants(difference.kind)) this.difference = difference;
  }

  override row(): CampaignRow {
    return {
      ...super.row(),
      differences: Object.fromEntries(this.differences),
      ...(this.difference === undefined ? {} : { difference: this.difference }),
    };
  }
}
