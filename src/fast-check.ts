/**
 * Arbitraries for tests of numerical kernels with fast-check 4. All of them draw binary32 numbers, from the
 * distributions of `lastbit fuzz`; all shrink by the value alone, so examples from elsewhere shrink too. See
 * docs/library.md.
 *
 * @packageDocumentation
 */
import type { Arbitrary } from 'fast-check';
import type { Batch, Case } from './conv/batch.ts';
import { checkShape } from './conv/check-shape.ts';
import type { ConvShape } from './conv/shape.ts';
import { UsageError } from './errors/usage-error.ts';
import { batches as inputBatches } from './inputs/batches.ts';
import { cases as inputCases } from './inputs/cases.ts';
import { type FactorPairs, factors as inputFactors } from './inputs/factors.ts';
import { operands as inputOperands } from './inputs/operands.ts';
import { shapes as inputShapes } from './inputs/shapes.ts';
import { sums as inputSums, type RandomSum } from './inputs/sums.ts';

export type { Batch, Case } from './conv/batch.ts';
export type { ConvShape, Depth, Padding } from './conv/shape.ts';
export type { FactorPairs } from './inputs/factors.ts';
export type { RandomSum } from './inputs/sums.ts';
export type { SummationTree } from './sums/tree.ts';

/** What `cases` and `batches` may be told. */
export interface CasesOptions {
  /** Every case has this shape, also after shrinking. Without it, shapes are drawn as `shapes` does. */
  readonly shape?: ConvShape;
}

/**
 * Shapes of convolutions, always with an output.
 *
 * Domain: kernels 1–11 each way, strides and dilations 1–5, padding `valid`, `same` or explicit zeros, at most 2^17
 * products. In most shapes one or two sizes are at 4, 8, 16, 32 or 64, one below or one above (channels also at 128 and
 * 256, terms of an output to 4608), and the others are small. One in ten has a single output. Shrinks to a smaller
 * kernel, less padding, smaller strides and dilations, a smaller image.
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { shapes } from 'lastbit/fast-check';
 * const isSquare = fc.property(shapes(), (shape) => shape.stride[0] === shape.stride[1]);
 * const { counterexample } = fc.check(isSquare, { seed: 1 });
 * console.log(counterexample[0].stride.join('×')); // 1×2
 * ```
 */
export function shapes(): Arbitrary<ConvShape> {
  return inputShapes();
}

/**
 * Inputs of one convolution: a shape, an NHWC image and an HWIO kernel of binary32 numbers.
 *
 * Domain: the shapes of `shapes`, and finite numbers, but for infinities and NaN in three cases of a hundred.
 * Distribution: that of `lastbit fuzz`: numbers of one binade and of many, cancelling sums, halfway products, subnormal
 * numbers, signed zeros and the worst cases that are known. Shrinks to a smaller shape, where `shape` is not given,
 * then to more zeros, shorter significands, exponents nearer to 0 and fewer minus signs.
 *
 * @throws UsageError, one line: `options.shape` is not of the domain
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { cases } from 'lastbit/fast-check';
 * const isZero = fc.property(cases(), ({ image }) => image.every((pixel) => pixel === 0));
 * const { counterexample } = fc.check(isZero, { seed: 1 });
 * console.log(counterexample[0].image.join()); // 1
 * ```
 */
export function cases(options: CasesOptions = {}): Arbitrary<Case> {
  if (options.shape !== undefined) checkShape(options.shape);
  return inputCases(options);
}

/**
 * Many cases of one shape and one distribution side by side, for kernels that are cheaper to call for many: `count`
 * images one after another, and as many kernels.
 *
 * Domain and distribution: those of `cases`; 1 to 8 cases with about 32 outputs in all, of a shape with one output
 * 12 cases. Shrinks to one of its cases, which shrinks as in `cases`; then, for failures that need other cases of the
 * batch, to its halves, to all but one, and to simpler ones.
 *
 * @throws UsageError, one line: `options.shape` is not of the domain
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { batches } from 'lastbit/fast-check';
 * const hasOne = fc.property(batches(), ({ count }) => count === 1);
 * console.log(fc.check(hasOne, { seed: 1 }).counterexample[0].count); // 2
 * ```
 */
export function batches(options: CasesOptions = {}): Arbitrary<Batch> {
  if (options.shape !== undefined) checkShape(options.shape);
  return inputBatches(options);
}

/**
 * The n operands of one operation: finite binary32 numbers that belong together.
 *
 * Distribution, each equally often: one binade, neighbours, numbers within a factor of two, ties of sums and of
 * products, numbers of very different size, few bits, numbers beside powers of two, subnormal numbers, products that
 * underflow, the extremes of the range. Shrinks to as many simpler numbers: zeros and ones, fewer significant bits,
 * exponents nearer to 0, fewer minus signs.
 *
 * @param n - a whole number of at least 1
 * @throws UsageError, one line: `n` is another
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { operands } from 'lastbit/fast-check';
 * const { fround } = Math;
 * const associates = fc.property(operands(3), ([a, b, c]) =>
 *   Object.is(fround(fround(a + b) + c), fround(a + fround(b + c))));
 * console.log(fc.check(associates, { seed: 1 }).failed); // true
 * ```
 */
export function operands(n: number): Arbitrary<readonly number[]> {
  if (!Number.isSafeInteger(n) || n < 1) throw new UsageError(`n: ${n} is not a whole number of at least 1`);
  return inputOperands(n);
}

/**
 * Sums: 1 to 32 finite binary32 terms, and two summation trees that add them.
 *
 * Distribution: terms as `operands` draws them, all positive in a third of the sums, growing or shrinking, or ties of
 * the first tree at every level, which drive it to its error bound; trees of named orders, or random ones of every
 * height. Shrinks to fewer terms, then to simpler numbers.
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { sums } from 'lastbit/fast-check';
 * const isShort = fc.property(sums(), ({ terms }) => terms.length < 3);
 * console.log(fc.check(isShort, { seed: 1 }).counterexample[0].terms.length); // 3
 * ```
 */
export function sums(): Arbitrary<RandomSum> {
  return inputSums();
}

/**
 * The factors of the products of one dot product, a pair a product: finite binary32 numbers whose products do not
 * overflow.
 *
 * Distribution, each equally often: operands on both sides, operands times 1, the same in increasing order, whole
 * numbers below 2^13, numbers beside a power of two times 1. Shrinks to fewer products, then to simpler numbers.
 *
 * @example
 * ```js
 * import fc from 'fast-check';
 * import { factors } from 'lastbit/fast-check';
 * const isShort = fc.property(factors(), (pairs) => pairs.length < 3);
 * console.log(fc.check(isShort, { seed: 1 }).counterexample[0].length); // 3
 * ```
 */
export function factors(): Arbitrary<FactorPairs> {
  return inputFactors();
}
