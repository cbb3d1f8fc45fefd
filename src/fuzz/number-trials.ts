import { arithmeticSubject } from '../check/arithmetic-subject.ts';
import type { Place } from '../check/place.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import type { SumClaim } from '../claims/sum-claim.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { type Rng, rngOf } from '../inputs/rng.ts';
import type { OperationVerdict } from '../judge/judge-operation.ts';
import { entryOfArithmetic } from '../replay/entry-of-arithmetic.ts';
import { SliceCounts } from './slice-counts.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** How claims of one kind about numbers alone are tried on the binary32 arithmetic of this process. */
export interface NumberKind<
  C extends OperationClaim | SumClaim,
  Distribution extends { readonly name: string },
  Input,
> {
  /** Names its random stream, and stands for the shape in places. */
  readonly name: string;
  readonly distributions: readonly Distribution[];
  draw(rng: Rng, distribution: Distribution): Input;
  /** What is tried before anything is drawn. */
  attaining(claim: C): readonly Input[];
  verdict(claim: C, input: Input): OperationVerdict;
  /** The simplest numbers, and trees as text, of an input that violates it. */
  smallest(claim: C, input: Input): { readonly numbers: readonly number[]; readonly trees: readonly string[] };
}

/** Inputs of one distribution in a row. */
const inOneDistribution = 8;

interface Row<C> {
  readonly claim: C;
  readonly tally: Tally;
}

/** Claims about numbers alone. The same inputs serve all of a kind. */
export class NumberTrials<C extends OperationClaim | SumClaim, Distribution extends { readonly name: string }, Input>
  implements Trials
{
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string> = new Set();
  checked = 0;
  private readonly rows: readonly Row<C>[];
  private readonly kind: NumberKind<C, Distribution, Input>;
  private readonly context: TrialContext;

  private constructor(kind: NumberKind<C, Distribution, Input>, claims: readonly C[], context: TrialContext) {
    this.kind = kind;
    this.context = context;
    this.rows = claims.map((claim) => ({ claim, tally: new Tally(claim, arithmeticSubject, lastbitVersion) }));
    this.tallies = this.rows.map(({ tally }) => tally);
  }

  static open<C extends OperationClaim | SumClaim, Distribution extends { readonly name: string }, Input>(
    kind: NumberKind<C, Distribution, Input>,
    claims: readonly C[],
    context: TrialContext,
  ): Trials | undefined {
    const asked = claims.length > 0 && context.options.arithmetic !== false;
    return asked ? new NumberTrials(kind, claims, context) : undefined;
  }

  async next({ place, batch }: Slice): Promise<void> {
    const { kind, rows } = this;
    if (place.batch === 0)
      for (const row of rows) this.try(row, { ...place, distribution: 'attaining' }, kind.attaining(row.claim));
    const rng = rngOf(place.seed, `${kind.name} ${place.batch}`);
    for (let from = 0; from < batch.count; from += inOneDistribution) {
      const distribution = kind.distributions[rng.below(kind.distributions.length)]!;
      const count = Math.min(inOneDistribution, batch.count - from);
      const inputs = Array.from({ length: count }, () => kind.draw(rng, distribution));
      for (const row of rows) this.try(row, { ...place, distribution: distribution.name }, inputs);
      await yieldToEventLoop();
    }
  }

  private try({ claim, tally }: Row<C>, place: Place, inputs: readonly Input[]): void {
    const counts = new SliceCounts();
    for (const input of inputs) {
      const verdict = this.kind.verdict(claim, input);
      counts.add(verdict);
      if (verdict.kind === 'violated') this.convict({ claim, tally }, place, input);
    }
    if (inputs.length > 0) counts.addTo(tally, { ...place, shape: this.kind.name });
    this.checked += inputs.length;
  }

  private convict({ claim, tally }: Row<C>, place: Place, input: Input): void {
    tally.countViolations(1);
    if (!this.context.wants(tally)) return;
    const { numbers, trees } = this.kind.smallest(claim, input);
    this.context.found(tally, { entry: entryOfArithmetic(claim, numbers, trees, place), onlyInBatch: false });
  }
}
