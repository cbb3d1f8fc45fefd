import {
  arithmeticSubject,
  checkComparison,
  checkOperation,
  checkSum,
  minimiseNumbers,
} from '../check/check-numbers.ts';
import type { Origin } from '../check/place.ts';
import type { Claim } from '../claims/claim.ts';
import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import { factorsOf, type Inputs, operandsOf, sumsOf, sumsOfTerms } from '../claims/inputs-of.ts';
import { largestOf } from '../conv/size-range.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { attainingSums, type RandomSum } from '../inputs/sums.ts';
import type { Verdicts } from '../judge/verdict.ts';
import { entryOfArithmetic, entryOfComparison } from '../replay/entry-of-numbers.ts';
import { printTree } from '../sums/tree-text.ts';
import { streamOf } from './case-source.ts';
import { Tally } from './tally.ts';
import type { AskedBatch, OpenTrials, TrialContext, Trials } from './trials.ts';

/** One claim about numbers alone: about operands, about terms and trees, or about factors. */
interface Row<Input> {
  readonly tally: Tally;
  readonly inputs: Inputs<Input>;
  /** Takes the place of the shape in records, and names the random stream. */
  readonly kind: string;
  /** Inputs known to reach the bound, which are tried first. */
  readonly examples: readonly Input[];
  /** Whether nothing is left to try. */
  readonly isDone?: () => boolean;
  check(inputs: readonly Input[]): Verdicts<Input>;
  entryOf(input: Input, origin: Origin): AnyEntry;
}

/** How many inputs in a row have one distribution. */
const inOneDistribution = 8;

/**
 * Claims about numbers alone, tried on the binary32 arithmetic and the algorithms of this process. Claims with the
 * same kind of inputs share the inputs that are drawn.
 */
class NumberTrials<Input> implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string> = new Set();
  checked = 0;
  private readonly rows: readonly Row<Input>[];
  private readonly context: TrialContext;
  private readonly shareOfCases: number;

  constructor(rows: readonly Row<Input>[], context: TrialContext, shareOfCases: number) {
    this.rows = rows;
    this.shareOfCases = shareOfCases;
    this.context = context;
    this.tallies = rows.map(({ tally }) => tally);
  }

  async next({ origin, batch }: AskedBatch): Promise<void> {
    // Once in a campaign.
    if (origin.batch === 0)
      for (const row of this.rows) this.try(row, { ...origin, distribution: 'attaining' }, row.examples);
    const open = this.rows.filter((row) => row.isDone?.() !== true);
    for (const inputs of new Set(open.map((row) => row.inputs))) {
      const rows = open.filter((row) => row.inputs === inputs);
      const [{ kind }] = rows as [Row<Input>];
      const stream = streamOf(origin.seed, `${kind} ${origin.batch}`);
      const inputsWanted = Math.max(1, Math.floor(batch.count * this.shareOfCases));
      for (let from = 0; from < inputsWanted; from += inOneDistribution) {
        const { distribution, arbitrary } = inputs.parts[stream.nextInt(0, inputs.parts.length - 1)]!;
        const count = Math.min(inOneDistribution, inputsWanted - from);
        const drawn = Array.from({ length: count }, () => arbitrary.generate(stream).value);
        for (const row of rows) this.try(row, { ...origin, distribution }, drawn);
        await yieldToEventLoop();
        if (this.context.options.signal?.aborted === true) return;
      }
    }
  }

  private try(row: Row<Input>, origin: Origin, inputs: readonly Input[]): void {
    if (inputs.length === 0) return;
    const { tally, kind } = row;
    const verdicts = row.check(inputs);
    tally.add(verdicts, inputs.length, { ...origin, index: Math.max(verdicts.worst, 0), shape: kind });
    tally.countViolations(verdicts.violations.length);
    this.checked += inputs.length;
    if (tally.claim.status === 'refuted') return;
    for (const violation of verdicts.violations) {
      if (!this.context.wants(tally)) return;
      const { input, minimal } = minimiseNumbers(row.inputs.arbitrary, violation, (few) => row.check(few));
      this.context.found(tally, row.entryOf(input, origin), minimal);
    }
  }
}

/** Claims about a few operations. */
export const openOperationTrials: OpenTrials = (context) => {
  const claims = context.options.claims.filter((claim) => claim.kind === 'operation');
  const rows = claims.map(
    (claim): Row<readonly number[]> => ({
      ...{ tally: arithmeticTally(claim), inputs: operandsOf(claim), kind: 'operands' },
      examples: claim.sharpExample === undefined ? [] : [claim.sharpExample],
      check: (inputs) => checkOperation(claim, inputs),
      entryOf: (operands, origin) => entryOfArithmetic(claim, operands, [], origin),
    }),
  );
  return opened(context.options.arithmetic === false ? [] : rows, context);
};

/** Claims about sums in any order. */
export const openSumTrials: OpenTrials = (context) => {
  const claims = context.options.claims.filter((claim) => claim.kind === 'sum');
  const { terms } = context.options;
  const aimed = terms === undefined ? undefined : sumsOfTerms(terms);
  const rows = claims.map(
    (claim): Row<RandomSum> => ({
      ...{ tally: arithmeticTally(claim), inputs: aimed ?? sumsOf(claim), kind: 'sums', examples: attainingSums },
      check: (inputs) => checkSum(claim, inputs),
      entryOf: ({ terms, trees }, origin) =>
        entryOfArithmetic(claim, terms, trees.slice(0, claim.trees).map(printTree), origin),
    }),
  );
  // Long sums are tried less often: the time goes with the terms.
  const share = terms === undefined ? 1 : Math.min(1, usualTerms / largestOf(terms));
  return opened(context.options.arithmetic === false ? [] : rows, context, share);
};

/**
 * Claims that compare several of our own runs. Every range first tries a refuted claim on its own factors; the claim
 * fails if they no longer refute it. Then random factors are tried until they refute it too.
 */
export const openComparisonTrials: OpenTrials = (context) => {
  const present = new Set(context.subjects.map(({ id }) => id));
  const claims = context.options.claims.filter((claim) => claim.kind === 'comparison');
  const all = context.options.arithmetic !== false;
  const spoken = claims.filter(({ runs }) => all || runs.some(({ name }) => present.has(name)));
  const rows = spoken.map((claim): Row<Factors> => {
    const tally = comparisonTally(claim, context.options.source.seed);
    return {
      ...{ tally, inputs: factorsOf(claim), kind: 'factors' },
      examples: claim.sharpExample === undefined ? [] : [claim.sharpExample],
      isDone: () => claim.status === 'refuted' && tally.violated,
      check: (inputs) => checkComparison(claim, inputs),
      entryOf: (factors, origin) => entryOfComparison(claim, factors, resultsOf(claim, factors), origin),
    };
  });
  return opened(rows, context);
};

const usualTerms = 32;

function opened<Input>(rows: readonly Row<Input>[], context: TrialContext, shareOfCases = 1): Trials | undefined {
  return rows.length === 0 ? undefined : new NumberTrials(rows, context, shareOfCases);
}

const arithmeticTally = (claim: Claim): Tally => new Tally(claim, arithmeticSubject, lastbitVersion);

function comparisonTally(claim: ComparisonClaim, seed: number): Tally {
  const [first, ...others] = [...new Set(claim.runs.map(({ name }) => name))];
  const tally = new Tally(claim, first!, lastbitVersion, others.length === 0 ? {} : { partner: others.join(', ') });
  if (claim.refutation === undefined) return tally;
  const { factors, results, because } = claim.refutation;
  const [violation] = checkComparison(claim, [factors]).violations;
  const same = resultsOf(claim, factors).every((result, run) => Object.is(result, results[run]));
  if (violation !== undefined && same)
    tally.refute(entryOfComparison(claim, factors, results, { seed, distribution: 'by hand' }, because));
  else tally.countOutcome({ kind: 'failed', reason: 'its own refutation no longer refutes it' }, 1);
  return tally;
}

const resultsOf = ({ runs }: ComparisonClaim, factors: Factors): readonly number[] =>
  runs.map((run) => run.compute(factors));
