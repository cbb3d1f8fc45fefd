import type { Case } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { wordsOf } from './fill-binades.ts';
import { exponentOf, isNegative, significantBits } from './number-simplicity.ts';

/**
 * How hard a case is to read, as natural numbers of falling weight; the first that differs decides. In words: a smaller kernel; no
 * padding before `same` before explicit zeros, and fewer of them; smaller strides, then dilations; a smaller image; then fewer
 * numbers that are not zero; fewer significant bits in all; exponents nearer to 0 in all; fewer minus signs (−0 has one).
 * Lexicographic order on tuples of ten natural numbers is well-founded, so shrinking along it ends. Different cases may
 * be equally simple (a row for a column); none is a shrink of the other.
 */
type Complexity = readonly number[];

/** A case to compare many others with: negative for those that are simpler. */
export function simplicityAgainst(input: Case): (other: Case) => number {
  const shape = shapeComplexity(input.shape);
  const values = valueComplexity(input);
  return (other) =>
    compareComplexity(shapeComplexity(other.shape), shape) || compareComplexity(valueComplexity(other), values);
}

/** Negative if `a` is simpler than `b`, positive if it is less simple, 0 if neither. */
export function compareSimplicity(a: Case, b: Case): number {
  return (
    compareComplexity(shapeComplexity(a.shape), shapeComplexity(b.shape)) ||
    compareComplexity(valueComplexity(a), valueComplexity(b))
  );
}

function compareComplexity(a: Complexity, b: Complexity): number {
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

/** The same as `significantBits`, `exponentOf` and `isNegative` say of each number, in one pass over the bit patterns: shrinking lives here. */
function valueComplexity({ image, kernel }: Case): Complexity {
  let nonZeros = 0;
  let bits = 0;
  let exponents = 0;
  let signs = 0;
  for (const numbers of [image, kernel]) {
    const words = wordsOf(numbers);
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (word === 0) continue;
      const field = (word >>> 23) & 255;
      const fraction = word & 0x7fffff;
      if (field === 0 || field === 255) {
        if (numbers[i] !== 0) nonZeros++;
        if (isNegative(numbers[i]!)) signs++;
        bits += significantBits(numbers[i]!);
        exponents += Math.abs(exponentOf(numbers[i]!));
      } else {
        nonZeros++;
        if (word < 0) signs++;
        bits += Math.clz32(fraction & -fraction) - 8 + (fraction === 0 ? -23 : 1);
        exponents += Math.abs(field - 127);
      }
    }
  }
  return [nonZeros, bits, exponents, signs];
}
