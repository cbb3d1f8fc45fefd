import type { ErrorBound, TermFacts } from '../../claims/claim.ts';
import { lowestBit } from '../../float/dyadic.ts';
import { referenceBatch } from '../../float/reference-batch.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { binary64Growth, type Reference } from './allowance.ts';
import { anyOrder, type Implementation, termsOf } from './implementation.ts';
import type { TermSource } from './term-source.ts';

/** What implementations may give for data: numbers for each output. */
export interface MeasuredData {
  readonly outputs: number;
  /** The correctly rounded value in the format of the reference; NaN without one. */
  readonly references: Float64Array;
  /** P = Σ|x·y|, rounded up. */
  readonly absoluteSums: Float64Array;
  /** The least size that a reference may have. */
  readonly sizes: Float64Array;
  /** Of each implementation the largest |y − ref| of each output; NaN where nothing is proven. */
  readonly errors: readonly Float64Array[];
  /** How many outputs nothing is proven for, and why for the first of them. */
  readonly unproven: number;
  readonly because: string | undefined;
}

/** Terms in memory at a time. */
const blockTerms = 2 ** 20;

/** Outputs with their terms and what is exact about them, as src/float/reference-batch.ts gives it. */
export interface Block {
  /** Indices of outputs. */
  readonly chosen: Int32Array;
  readonly terms: number;
  readonly window: WindowShape;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly exact: Float64Array;
  readonly absoluteSum: Float64Array;
  readonly nonZero: Int32Array;
}

/** All outputs, some at a time. `every`: only every so-manyth. */
export function* blocksOf(source: TermSource, every = 1): Generator<Block> {
  const { outputs, window } = source;
  const terms = termsOf(window);
  const many = Math.max(1, Math.floor(blockTerms / terms));
  const count = Math.ceil(outputs / every);
  for (let from = 0; from < count; from += many) {
    const chosen = Int32Array.from({ length: Math.min(many, count - from) }, (_, i) => (from + i) * every);
    const { left, right } = source.gather(chosen);
    const [exact, absoluteSum] = [new Float64Array(chosen.length), new Float64Array(chosen.length)];
    const nonZero = new Int32Array(chosen.length);
    referenceBatch(left, right, terms, chosen.length, exact, absoluteSum, nonZero);
    yield { chosen, terms, window, left, right, exact, absoluteSum, nonZero };
  }
}

/**
 * The largest error of every output, for each implementation, against a reference. The proofs are those of
 * `allowanceOf`, with n and P of each output. The factor 1 + 2^-49 covers that a test evaluates |y − ref| ≤ atol +
 * rtol·|ref| in binary64, with four roundings.
 */
export function measureData(
  source: TermSource,
  implementations: readonly Implementation[],
  reference: Reference,
): MeasuredData {
  const { outputs, summed } = source;
  const arrays = (): Float64Array => new Float64Array(outputs);
  const [references, absoluteSums, sizes] = [arrays(), arrays(), arrays()];
  const errors = implementations.map(arrays);
  const other = anyOrder(summed).ways[0]!.claims.map(({ bound }) => bound);
  const bounds = implementations.map(({ ways }) => ways.map(({ claims }) => claims.map(({ bound }) => bound)));
  let unproven = 0;
  let because: string | undefined;
  for (const block of blocksOf(source)) {
    const factsAt = factsFromAbove(block);
    for (const [window, output] of block.chosen.entries()) {
      const facts = factsAt(window);
      const { exact, absoluteSum, nonZero } = facts;
      absoluteSums[output] = absoluteSum;
      references[output] = reference === 'binary32' ? Math.fround(block.exact[window]!) : block.exact[window]!;
      const loss =
        reference === 'exact' ? exact * 2 ** -53 : reference === 'binary64' ? binary64Growth(nonZero) * absoluteSum : 0;
      const rest = reference === 'binary32' ? (least(other, facts) ?? Number.NaN) : loss;
      sizes[output] = Math.max(0, Math.abs(block.exact[window]!) * (1 - 2 ** -50) - rest * (1 + 2 ** -50));
      let proven = true;
      for (const [i, { wayOf }] of implementations.entries()) {
        const bound = least(bounds[i]![wayOf(output)]!, facts);
        proven &&= bound !== undefined;
        // Where nothing is rounded, the reference is exact too.
        errors[i]![output] =
          bound === 0 && reference !== 'binary32' ? 0 : ((bound ?? Number.NaN) + rest) * (1 + 2 ** -49);
      }
      if (proven) continue;
      unproven += 1;
      because ??= other.map((bound) => bound.failedHypothesis(facts)).find((text) => text !== undefined);
    }
  }
  return { outputs, references, absoluteSums, sizes, errors, unproven, because };
}

/** The least of the bounds whose hypotheses hold. */
function least(bounds: readonly ErrorBound[], facts: TermFacts): number | undefined {
  let found: number | undefined;
  for (const bound of bounds) {
    if (found === 0) break;
    if (bound.failedHypothesis(facts) === undefined)
      found = Math.min(found ?? Number.POSITIVE_INFINITY, bound.bound(facts));
  }
  return found;
}

/** What a bound may ask about a window, sums rounded up. The record is filled anew for each window. */
function factsFromAbove({ terms, window: shape, left, right, exact, absoluteSum, nonZero }: Block) {
  let [start, grid] = [0, Number.NaN];
  const facts = {
    ...{ terms, window: shape, nonZero: 0, absoluteSum: 0, exact: 0, finiteInputs: true },
    subnormalSum(): number {
      let sum = 0;
      for (let t = start; t < start + terms; t++) {
        const [x, y] = [Math.abs(left[t]!), Math.abs(right[t]!)];
        if (Math.min(x, y) < 2 ** -126) sum += x * y;
      }
      return sum * (1 + terms * 2 ** -52);
    },
    grid(): number {
      if (!Number.isNaN(grid)) return grid;
      let lowest = Number.POSITIVE_INFINITY;
      for (let t = start; t < start + terms; t++) lowest = Math.min(lowest, lowestBit(left[t]! * right[t]!));
      grid = lowest;
      return grid;
    },
    special: () => ({ finiteSum: 0, inPadding: false, meetsSubnormal: false, meetsZero: false }),
    signs: () => ({ opposedSum: 0, positiveZero: false }),
  };
  return (window: number): TermFacts => {
    [start, grid] = [window * terms, Number.NaN];
    facts.nonZero = nonZero[window]!;
    facts.absoluteSum = absoluteSum[window]! * (1 + terms * 2 ** -52);
    facts.exact = Math.abs(exact[window]!) * (1 + 2 ** -52);
    facts.finiteInputs = Number.isFinite(absoluteSum[window]!);
    return facts;
  };
}
