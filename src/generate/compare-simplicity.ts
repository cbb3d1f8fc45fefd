import type { Case } from '../conv/case.ts';
import { imageSize } from '../conv/image-size.ts';
import { kernelSize } from '../conv/kernel-size.ts';
import type { ConvShape } from '../conv/shape.ts';
import { exponentOf, isNegative, significantBits } from './number-simplicity.ts';

/**
 * How hard a case is to read, as natural numbers of falling weight; the first that differs decides. In words: a smaller kernel; no
 * padding before `same` before explicit zeros, and fewer of them; smaller strides, then dilations; a smaller image; then fewer
 * numbers that are not zero; fewer significant bits in all; exponents nearer to 0 in all; fewer minus signs (−0 has one).
 * Lexicographic order on tuples of ten natural numbers is well-founded, so shrinking along it ends. Different cases may
 * be equally simple (a row for a column); none is a shrink of the other.
 */
export type Complexity = readonly number[];

export function complexityOf(input: Case): Complexity {
  return [...shapeComplexity(input.shape), ...valueComplexity(input)];
}

/** Negative if `a` is simpler than `b`, positive if it is less simple, 0 if neither. */
export function compareSimplicity(a: Case, b: Case): number {
  return compareComplexity(complexityOf(a), complexityOf(b));
}

export function compareComplexity(a: Complexity, b: Complexity): number {
  for (const [place, count] of a.entries()) {
    const difference = count - b[place]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function shapeComplexity(shape: ConvShape): Complexity {
  const { padding, stride, dilation } = shape;
  const zeros = typeof padding === 'string' ? 0 : padding.reduce((sum, count) => sum + count, 0);
  const kind = padding === 'valid' ? 0 : padding === 'same' ? 1 : 2;
  return [kernelSize(shape), kind, zeros, stride[0] + stride[1], dilation[0] + dilation[1], imageSize(shape)];
}

function valueComplexity({ image, kernel }: Case): Complexity {
  let nonZeros = 0;
  let bits = 0;
  let exponents = 0;
  let signs = 0;
  for (const numbers of [image, kernel]) {
    for (const x of numbers) {
      if (x !== 0) nonZeros++;
      bits += significantBits(x);
      exponents += Math.abs(exponentOf(x));
      if (isNegative(x)) signs++;
    }
  }
  return [nonZeros, bits, exponents, signs];
}
