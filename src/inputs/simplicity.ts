import type { Case } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { wordsOf } from './fill.ts';

/**
 * How hard a case is to read, as natural numbers; the first that differs decides. Simpler means, in this order: a
 * smaller kernel; no padding before `same` before explicit zeros, and fewer of them, of output padding and of groups;
 * smaller strides, then dilations; a smaller image; fewer numbers that are not zero; fewer significant bits in all;
 * exponents nearer to 0 in all; fewer minus signs (−0 has one). Lexicographic order on tuples of ten natural numbers is
 * well-founded, so shrinking ends. Different cases may be equally simple, such as a row and a column; then neither is a
 * shrink of the other.
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

/** As `compareSimplicity`, of shapes alone. */
export function compareShapes(a: ConvShape, b: ConvShape): number {
  return compareComplexity(shapeComplexity(a), shapeComplexity(b));
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
  const { groups = 1, outputPadding = [0, 0], depth } = shape;
  const more = zeros + outputPadding[0] + outputPadding[1] + groups - 1;
  const sizes = [kernelSize(shape), kind, more, stride[0] + stride[1], dilation[0] + dilation[1], imageSize(shape)];
  if (depth === undefined) return sizes;
  // A volume of one slice is less simple than an image.
  const added = [0, 0, depth.before + depth.after + 1, depth.stride, depth.dilation, 0];
  return sizes.map((size, place) => size + added[place]!);
}

/**
 * The same as `significantBits`, `exponentOf` and `isNegative` of each number, in one pass over the bit patterns,
 * because shrinking spends most of its time here.
 */
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

const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/**
 * How many significant bits a binary32 number has, from its first set bit to its last: 1 for powers of two, 24 at most,
 * 0 for zeros. Infinities count as 25 and NaN as 26: a finite number is simpler.
 */
export function significantBits(x: number): number {
  number[0] = x;
  const fraction = word[0]! & 0x7fffff;
  const field = (word[0]! >>> 23) & 255;
  if (field === 255) return fraction === 0 ? 25 : 26;
  const significand = field === 0 ? fraction : fraction | 0x800000;
  if (significand === 0) return 0;
  return 32 - Math.clz32(significand) - trailingZeros(significand);
}

/** e of 2^e ≤ |x| < 2^(e+1); 0 for zeros, infinities and NaN. */
export function exponentOf(x: number): number {
  number[0] = x;
  const field = (word[0]! >>> 23) & 255;
  if (field === 255) return 0;
  if (field !== 0) return field - 127;
  const fraction = word[0]! & 0x7fffff;
  return fraction === 0 ? 0 : -118 - Math.clz32(fraction);
}

/**
 * x with `bits` significant bits, 1 to 23, rounded towards zero, or to nearest with ties away from zero. Not for
 * infinities and NaN.
 */
export function shorten(x: number, bits: number, mode: 'toward-zero' | 'nearest'): number {
  number[0] = x;
  const magnitude = word[0]! & 0x7fffffff;
  const length = magnitude < 0x800000 ? 32 - Math.clz32(magnitude) : 24;
  const dropped = length - bits;
  if (dropped <= 0) return x;
  const rounded = mode === 'nearest' ? magnitude + (1 << (dropped - 1)) : magnitude;
  if (rounded >= 0x7f800000) return shorten(x, bits, 'toward-zero');
  word[0] = (word[0]! & 0x80000000) | (rounded & (-1 << dropped));
  return number[0]!;
}

/** −0 counts as negative: it is written with a sign. */
export function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

function trailingZeros(significand: number): number {
  return 31 - Math.clz32(significand & -significand);
}
