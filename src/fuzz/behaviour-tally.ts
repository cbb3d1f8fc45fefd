import { type BehaviourCounterexample, type DifferenceKind, differenceKinds } from '../check/behaviour-records.ts';
import type { BehaviourTrial } from '../check/behaviour-trial.ts';
import type { Place } from '../check/place.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { BehaviourClaim } from '../claims/behaviour-claim.ts';
import { emptyHistogram } from '../judge/ratio-histogram.ts';
import type { CampaignRow } from './campaign-records.ts';
import { Tally } from './tally.ts';

/** A row about behaviour: how often a subject behaved otherwise, by what it shows, and the smallest case of the gravest kind that was met. */
export class BehaviourTally extends Tally {
  readonly about: BehaviourClaim;
  readonly prepared: PreparedSubject;
  private readonly differences = new Map<DifferenceKind, number>();
  private difference: BehaviourCounterexample | undefined;

  constructor(claim: BehaviourClaim, prepared: PreparedSubject) {
    super(claim, prepared.subject.id, prepared.version, { proven: claim.theoremFor(prepared.traits) });
    this.about = claim;
    this.prepared = prepared;
  }

  addTrial(
    { verdicts, variation }: BehaviourTrial,
    kinds: readonly DifferenceKind[],
    cases: number,
    place: Place,
  ): void {
    const vacuous = variation.pairs.length - verdicts.judged;
    const histogram = emptyHistogram();
    histogram.zero = verdicts.judged;
    const reasons = [...verdicts.vacuous].flatMap(([reason, count]) => Array<string>(count).fill(reason));
    const counts = { windows: variation.pairs.length, vacuous, attained: 0, histogram };
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

  keep(difference: BehaviourCounterexample): void {
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
