import { howToGet } from '../check/prepared-subject.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { MetamorphicTally } from './metamorphic-tally.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';
import { tryMetamorphic } from './try-metamorphic.ts';

/** Where other claims are tried too, so many about behaviour take their turn after each batch: about a third of the time. */
const claimsInTurn = 2;
/** Our own orders, of which nearly all of this is proved, then take part in one batch of so many. */
const ownTurns = 4;

/**
 * Claims about behaviour in a campaign: after each batch some of them vary it, and the subjects are asked once more. Every subject has a row
 * for every claim. What behaves otherwise is told, with its smallest case; it raises the alarm only where the claim is a
 * theorem about the subject.
 */
export class MetamorphicTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string>;
  checked = 0;
  private readonly context: TrialContext;
  private readonly byClaim: readonly (readonly MetamorphicTally[])[];
  private readonly alone: boolean;

  private constructor(claims: readonly MetamorphicClaim[], context: TrialContext) {
    this.context = context;
    this.alone = context.options.claims.length === claims.length;
    this.asks = new Set(context.subjects.map(({ id }) => id));
    this.byClaim = claims.map((claim) => context.subjects.map((subject) => new MetamorphicTally(claim, subject)));
    const absent = claims.flatMap((claim) =>
      context.missing.map((missing) => new Tally(claim, missing.id, '', { absent: howToGet(missing) })),
    );
    this.tallies = [...this.byClaim.flat(), ...absent];
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'metamorphic');
    return claims.length === 0 || context.subjects.length + context.missing.length === 0
      ? undefined
      : new MetamorphicTrials(claims, context);
  }

  async next(slice: Slice): Promise<void> {
    const number = slice.place.batch;
    const own = slice.outcomes.filter(({ subject }) => subject.engine === 'lastbit');
    const foreign = slice.outcomes.filter((outcome) => !own.includes(outcome));
    if (this.alone || foreign.length === 0) return this.take(number, slice);
    await this.take(number, { ...slice, outcomes: foreign });
    // Counted by themselves, so that every claim has its turn.
    if (number % ownTurns === 0) await this.take(number / ownTurns, { ...slice, outcomes: own });
  }

  /** The claims whose turn it is, the number being that of the turn. */
  private async take(number: number, slice: Slice): Promise<void> {
    const { byClaim, alone } = this;
    const turns = alone ? byClaim.length : claimsInTurn;
    for (let turn = 0; turn < turns; turn++) {
      const tallies = byClaim[(number * turns + turn) % byClaim.length]!;
      if (tallies.length > 0) this.checked += await tryMetamorphic(tallies, slice, this.context);
    }
  }
}
