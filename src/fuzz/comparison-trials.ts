import type { Place } from '../check/place.ts';
import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { factorDistributions } from '../inputs/random-factors.ts';
import { rngOf } from '../inputs/rng.ts';
import { shrinkTerms } from '../inputs/shrink-terms.ts';
import { judgeComparison } from '../judge/judge-comparison.ts';
import type { OperationVerdict } from '../judge/judge-operation.ts';
import { entryOfComparison } from '../replay/entry-of-comparison.ts';
import { SliceCounts } from './slice-counts.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** Inputs of one distribution in a row. */
const inOneDistribution = 8;

interface Row {
  readonly claim: ComparisonClaim;
  readonly tally: Tally;
}

/**
 * Claims about how several of our own runs stand to one another. A refuted one is first refuted by its own factors, in every campaign:
 * if they no longer refute it, it fails. Random factors are tried on it until they refute it too.
 */
export class ComparisonTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string> = new Set();
  checked = 0;
  private readonly rows: readonly Row[];
  private readonly context: TrialContext;
  private begun = false;

  private constructor(claims: readonly ComparisonClaim[], context: TrialContext) {
    this.context = context;
    this.rows = claims.map((claim) => ({ claim, tally: tallyOf(claim) }));
    this.tallies = this.rows.map(({ tally }) => tally);
  }

  static open(context: TrialContext): Trials | undefined {
    const present = new Set(context.subjects.map(({ subject }) => subject.id));
    const claims = context.options.claims.filter((claim) => claim.kind === 'comparison');
    const all = context.options.arithmetic !== false;
    const spoken = claims.filter(({ runs }) => all || runs.some(({ name }) => present.has(name)));
    return spoken.length === 0 ? undefined : new ComparisonTrials(spoken, context);
  }

  async next({ place, batch }: Slice): Promise<void> {
    if (!this.begun) for (const row of this.rows) this.begin(row, place);
    this.begun = true;
    for (const row of this.rows) {
      if (row.claim.status === 'refuted' && row.tally.violated) continue;
      const rng = rngOf(place.seed, `${row.claim.id} ${place.batch}`);
      for (let from = 0; from < batch.count; from += inOneDistribution) {
        const { claim } = row;
        const distribution =
          claim.draw === undefined ? factorDistributions[rng.below(factorDistributions.length)]! : undefined;
        const like = claim.refutation?.factors ?? [[1, 1]];
        const inputs = Array.from({ length: Math.min(inOneDistribution, batch.count - from) }, () =>
          distribution === undefined ? claim.draw!((n) => rng.below(n)) : distribution.draw(rng, like),
        );
        this.try(row, { ...place, distribution: distribution?.name ?? 'its-own' }, inputs);
        await yieldToEventLoop();
      }
    }
  }

  /** What is known of it beforehand: factors that refute it, or that reach its bound. */
  private begin(row: Row, place: Place): void {
    const { claim, tally } = row;
    if (claim.sharpExample !== undefined) this.try(row, { ...place, distribution: 'attaining' }, [claim.sharpExample]);
    if (claim.refutation === undefined) return;
    const { factors, results, because } = claim.refutation;
    const verdict = judgeComparison(claim, factors);
    const same =
      verdict.kind !== 'discarded' && verdict.results.every((result, run) => Object.is(result, results[run]));
    const entry = entryOfComparison(claim, factors, results, { seed: place.seed, distribution: 'by hand' }, because);
    if (verdict.kind === 'violated' && same) tally.refute(entry);
    else tally.countOutcome({ kind: 'failed', reason: 'its own refutation no longer refutes it' }, 1);
  }

  private try({ claim, tally }: Row, place: Place, inputs: readonly Factors[]): void {
    const counts = new SliceCounts();
    for (const factors of inputs) {
      const verdict = judged(claim, factors);
      counts.add(verdict);
      if (verdict.kind === 'violated') this.convict({ claim, tally }, place, factors);
    }
    counts.addTo(tally, { ...place, shape: 'factors' });
    this.checked += inputs.length;
  }

  private convict({ claim, tally }: Row, place: Place, factors: Factors): void {
    tally.countViolations(1);
    if (claim.status === 'refuted' || !this.context.wants(tally)) return;
    const { terms } = shrinkTerms(factors, (rest) => judged(claim, rest as Factors).kind === 'violated');
    const smallest = terms as Factors;
    const verdict = judgeComparison(claim, smallest);
    if (verdict.kind === 'discarded') return;
    const entry = entryOfComparison(claim, smallest, verdict.results, {
      seed: place.seed,
      distribution: place.distribution,
    });
    this.context.found(tally, { entry, onlyInBatch: false });
  }
}

function tallyOf(claim: ComparisonClaim): Tally {
  const [first, ...others] = [...new Set(claim.runs.map(({ name }) => name))];
  const options = others.length === 0 ? {} : { partner: others.join(', ') };
  return new Tally(claim, first!, lastbitVersion, options);
}

function judged(claim: ComparisonClaim, factors: Factors): OperationVerdict {
  const verdict = judgeComparison(claim, factors);
  return verdict.kind === 'holds' ? { kind: 'holds', attained: verdict.attained ?? 0 } : verdict;
}
