import { machine32 } from '../claims/arithmetic.ts';
import { type ComputedSum, computeSum, type SumClaim } from '../claims/sum-claim.ts';
import { lastbitVersion } from '../engines/lastbit-subjects.ts';
import { attainingSums, type RandomSum, randomSum, sumFamilies } from '../generate/random-sum.ts';
import { rngOf } from '../generate/rng.ts';
import { shrinkNumbers } from '../generate/shrink-numbers.ts';
import { judgeSum } from '../judge/judge-sum.ts';
import { printTree } from '../orders/print-tree.ts';
import { arithmeticSubject } from './arithmetic-subject.ts';
import type { Place } from './campaign-records.ts';
import { entryOfArithmetic } from './entry-of-arithmetic.ts';
import { giveWay } from './give-way.ts';
import { SliceCounts } from './slice-counts.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** Inputs of one family in a row. */
const inOneFamily = 8;

/** Claims about sums in any order, tried on the binary32 arithmetic of this process. A sum is computed once for all of them. */
export class SumTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string> = new Set();
  checked = 0;
  private readonly rows: readonly { readonly claim: SumClaim; readonly tally: Tally }[];
  private readonly context: TrialContext;

  private constructor(claims: readonly SumClaim[], context: TrialContext) {
    this.context = context;
    this.rows = claims.map((claim) => ({ claim, tally: new Tally(claim, arithmeticSubject, lastbitVersion) }));
    this.tallies = this.rows.map(({ tally }) => tally);
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'sum');
    return claims.length === 0 || context.options.arithmetic === false ? undefined : new SumTrials(claims, context);
  }

  async next({ place, batch }: Slice): Promise<void> {
    if (place.batch === 0) this.try(attainingSums, { ...place, family: 'attaining' });
    const rng = rngOf(place.seed, `sums ${place.batch}`);
    for (let from = 0; from < batch.count; from += inOneFamily) {
      const family = sumFamilies[rng.below(sumFamilies.length)]!;
      const count = Math.min(inOneFamily, batch.count - from);
      const inputs = Array.from({ length: count }, () => randomSum(rng, family));
      this.try(inputs, { ...place, family: family.name });
      await giveWay();
    }
  }

  private try(inputs: readonly RandomSum[], place: Place): void {
    const sums = inputs.map(({ terms, trees }) => computeSum(terms, trees, machine32));
    for (const { claim, tally } of this.rows) {
      const counts = new SliceCounts();
      for (const [index, sum] of sums.entries()) {
        const verdict = judgeSum(claim, claim.trees === 2 ? sum : alone(sum));
        counts.add(verdict);
        if (verdict.kind === 'violated') this.convict(claim, tally, place, inputs[index]!);
      }
      counts.addTo(tally, { ...place, shape: 'sum' });
      this.checked += inputs.length;
    }
  }

  private convict(claim: SumClaim, tally: Tally, place: Place, { terms, trees, family }: RandomSum): void {
    tally.countViolations(1);
    if (!this.context.wants(tally)) return;
    const chosen = trees.slice(0, claim.trees);
    const smallest = shrinkNumbers(
      terms,
      (numbers) => judgeSum(claim, computeSum(numbers, chosen, machine32)).kind === 'violated',
    );
    const entry = entryOfArithmetic(claim, smallest, chosen.map(printTree), { ...place, family });
    this.context.found(tally, { entry, onlyInBatch: false });
  }
}

const alone = (sum: ComputedSum): ComputedSum => ({ ...sum, trees: sum.trees.slice(0, 1) });
