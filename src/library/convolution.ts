import { rowShape } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { convolution } from '../judge/convolution-reference.ts';

export {
  type ConvolutionReference,
  convolution,
  type Violation,
  violations,
} from '../judge/convolution-reference.ts';

/** A dot product of binary32 numbers, and how far from it an implementation may be. */
export interface DotReference {
  /** The exact value, rounded once to binary64; NaN where a number is NaN or infinite. */
  readonly exact: number;
  /** The exact value, rounded once to binary32. */
  readonly rounded: number;
  /** The largest error that is allowed, as in `ConvolutionReference`. */
  readonly bound: number;
}

/**
 * The exact dot product of two arrays, and its error bound.
 *
 * @throws UsageError, one line: the arrays are empty, of different lengths, or no Float32Arrays
 *
 * @example
 * ```js
 * import { dotProduct } from 'lastbit';
 * const { exact, rounded } = dotProduct(Float32Array.of(1, 2 ** -25), Float32Array.of(1, 1));
 * console.log(exact, rounded); // 1.0000000298023224 1
 * ```
 */
export function dotProduct(left: Float32Array, right: Float32Array): DotReference {
  for (const [name, numbers] of Object.entries({ left, right })) {
    if (!(numbers instanceof Float32Array) || numbers.length === 0)
      throw new UsageError(`${name}: not a Float32Array of one or more numbers`);
  }
  if (left.length !== right.length)
    throw new UsageError(`right: ${right.length} numbers, but left has ${left.length}; they must be as many`);
  const { exact, rounded, bound } = convolution(left, right, rowShape(left.length));
  return { exact: exact[0]!, rounded: rounded[0]!, bound: bound[0]! };
}
