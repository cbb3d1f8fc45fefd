import type { ErrorBound } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Case } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { outputShape, positionOf } from '../conv/output-shape.ts';
import { type ConvShape, usualOperation } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { exactDot32 } from '../float/exact-dot.ts';
import { noFlush } from '../sums/accumulation.ts';
import { type BatchBounds, batchBounds } from './batch-bounds.ts';
import { judgeOutputs } from './judge-outputs.ts';
import { type References, referencesOf } from './references.ts';
import { factsFromBelow } from './window-facts.ts';

/**
 * What a convolution of binary32 numbers is, and how far from it an implementation may be. All arrays are in NHWC
 * order.
 */
export interface ConvolutionReference {
  /** As it was given. */
  readonly shape: ConvShape;
  /** [batch, rows, columns, channels] of the output. */
  readonly outputShape: readonly [batch: number, rows: number, columns: number, channels: number];
  /**
   * The exact value of each output, rounded once to binary64; NaN where an input that it depends on is NaN or infinite.
   */
  readonly exact: Float64Array;
  /** The exact value of each output, rounded once to binary32: what a correctly rounded convolution gives. */
  readonly rounded: Float32Array;
  /**
   * How far, in the unit of the outputs, a result may be from the exact value if products are summed in binary32 or
   * wider, in any order, with or without fused multiply-add, and subnormal numbers are kept: the claim `dot-any-order`.
   * Never below the proven bound, above it by a relative 2^-25 at most. NaN where the claim says nothing: an input is
   * NaN or infinite, or the sum may overflow.
   */
  readonly bound: Float64Array;
}

/** An output outside its bound: no order of summation in binary32 gives this number. */
export interface Violation {
  /** Index into the output array. */
  readonly index: number;
  /** The same place as [batch, row, column, channel], each counted from 0. */
  readonly place: readonly [batch: number, row: number, column: number, channel: number];
  /** What the implementation gave. */
  readonly computed: number;
  /** The exact value, rounded once to binary64. */
  readonly exact: number;
  /** The largest error that is allowed. */
  readonly bound: number;
  /** |computed − exact| ÷ bound: above 1; infinite where the bound is 0 or `computed` is not finite. */
  readonly errorOverBound: number;
}

interface Judged {
  readonly input: Case;
  readonly references: References;
  readonly bounds: BatchBounds;
}

const judged = new WeakMap<ConvolutionReference, Judged>();
const anyOrder: ErrorBound = dotAnyOrder.boundFor({
  ...{ id: '', format: 'binary32', summation: 'unknown' },
  flush: noFlush,
});

/**
 * The exact convolution of an NHWC image with an HWIO kernel (which is not flipped), and the error bound of each
 * output.
 *
 * @param image - batch · height · width · channelsIn numbers of `shape`
 * @param kernel - kernelHeight · kernelWidth · channelsIn · channelsOut numbers of `shape`
 * @throws UsageError, one line: the shape is not of the domain, or an array has another length
 *
 * Source of the exact value: Ogita, Rump and Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005, with
 * a test of the rounding, and integers where that cannot tell. Source of the bound: the claim `dot-any-order`.
 *
 * @example
 * ```js
 * import { convolution } from 'lastbit';
 * const shape = {
 *   batch: 1, height: 1, width: 4, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 3, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const { exact } = convolution(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 10, 100), shape);
 * console.log(exact.join()); // 321,432
 * ```
 */
export function convolution(image: Float32Array, kernel: Float32Array, shape: ConvShape): ConvolutionReference {
  checkCase({ shape, image, kernel });
  // Copied: what is judged later is what was given now.
  const input: Case = { shape, image: image.slice(), kernel: kernel.slice() };
  const references = referencesOf(
    { shape, count: 1, images: input.image, kernels: input.kernel },
    usualOperation(shape),
  );
  const { left, right, terms, windows } = references;
  const bounds = batchBounds(anyOrder, references);
  const facts = factsFromBelow(references);
  const reference: ConvolutionReference = {
    ...{ shape, outputShape: outputShape(shape), exact: references.exact.slice() },
    rounded: Float32Array.from({ length: windows }, (_, window) => exactDot32(left, right, window * terms, terms)),
    bound: bounds.values.map((value, window) => {
      if (Number.isNaN(value)) return value;
      // Σ|x·y| was summed in binary64 and is off by a relative terms · 2^-53 at most.
      const absoluteSum = references.absoluteSum[window]! * (1 + (terms + 2) * 2 ** -52);
      return anyOrder.bound({ ...facts(window), absoluteSum });
    }),
  };
  judged.set(reference, { input, references, bounds });
  return reference;
}

/**
 * The outputs of an implementation that are outside their bounds, by exact arithmetic; empty where all are within.
 * Outputs whose bound is NaN are not judged.
 *
 * @param computed - as many binary32 numbers as `reference.exact` has, in NHWC order
 * @param reference - what `convolution` gave
 * @throws UsageError, one line: `computed` has another length or is no Float32Array, or `reference` is not from
 * `convolution`
 *
 * @example
 * ```js
 * import { convolution, violations } from 'lastbit';
 * const shape = {
 *   batch: 1, height: 1, width: 4, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 3, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const reference = convolution(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 10, 100), shape);
 * const [{ place, computed, exact }] = violations(Float32Array.of(321, 430), reference);
 * console.log(place.join(), computed, exact); // 0,0,1,0 430 432
 * ```
 */
export function violations(computed: Float32Array, reference: ConvolutionReference): readonly Violation[] {
  const { references, bounds } = judgedOf(reference);
  const size = reference.exact.length;
  if (!(computed instanceof Float32Array)) throw new UsageError(`computed: not a Float32Array of ${size} numbers`);
  if (computed.length !== size) {
    const shape = reference.outputShape.join('×');
    throw new UsageError(`computed: ${computed.length} numbers where the output has ${shape} = ${size}`);
  }
  return judgeOutputs(bounds, references, computed, 'binary32').violations.map((witness) => ({
    ...{ index: witness.window, place: placeOf(witness.window, reference), computed: witness.computed },
    ...{ exact: toBinary64(witness.exact), bound: witness.bound, errorOverBound: witness.errorOverBound },
  }));
}

function judgedOf(reference: ConvolutionReference): Judged {
  const known = judged.get(reference);
  if (known === undefined) throw new UsageError('reference: not an object that `convolution` returned');
  return known;
}

/** The case that a reference was made of, and Σ|x·y| of each output. */
export function questionOf(reference: ConvolutionReference): { readonly input: Case; readonly sums: Float64Array } {
  const { input, references } = judgedOf(reference);
  return { input, sums: references.absoluteSum };
}

/** The output of an index, as [batch, row, column, channel]. */
export function placeOf(index: number, { outputShape }: Pick<ConvolutionReference, 'outputShape'>): Violation['place'] {
  return positionOf(outputShape, index);
}
