import { powerOfTwo } from '../fill.ts';
import { exponentOf, isNegative, shorten, significantBits } from '../simplicity.ts';

/**
 * Compares many lists of finite binary32 numbers with one: negative for those that are simpler. Simpler means, in this
 * order: fewer numbers; fewer that are not zero; fewer significant bits in all; the largest number nearer to 1;
 * exponents nearer to 0 in all; fewer minus signs. The order is lexicographic on natural numbers, so it is
 * well-founded.
 */
export function numbersAgainst(numbers: readonly number[]): (other: readonly number[]) => number {
  const own = complexity(numbers);
  return (other) => {
    const its = complexity(other);
    return own.reduce((difference, count, place) => difference || its[place]! - count, 0);
  };
}

function complexity(numbers: readonly number[]): readonly number[] {
  let [nonZeros, bits, exponents, signs] = [0, 0, 0, 0];
  for (const x of numbers) {
    if (x !== 0) nonZeros++;
    bits += significantBits(x);
    exponents += Math.abs(exponentOf(x));
    if (isNegative(x)) signs++;
  }
  return [numbers.length, nonZeros, bits, Math.abs(exponentOf(largest(numbers))), exponents, signs];
}

const largest = (numbers: readonly number[]): number =>
  numbers.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one), 0);

/**
 * The same number of numbers, one or all of them changed: all scaled by a power of two, then each changed to 0, 1, a
 * power of two, or fewer bits.
 */
export function* shrinkNumbers(numbers: readonly number[]): Generator<readonly number[]> {
  const scale = exponentOf(largest(numbers));
  for (const shift of new Set([scale, Math.trunc(scale / 2), Math.sign(scale)])) {
    const moved = numbers.map((x) => x * powerOfTwo(Math.max(-126, Math.min(127, -shift))));
    if (shift !== 0 && moved.every((x, i) => isFinite32(x) && significantBits(x) === significantBits(numbers[i]!)))
      yield moved;
  }
  yield numbers.map(Math.abs);
  for (const [index, x] of numbers.entries()) {
    for (const simple of simplerOnes(x)) if (!Object.is(simple, x)) yield numbers.with(index, simple);
  }
}

function* simplerOnes(x: number): Generator<number> {
  yield* [0, 1, Math.abs(x), powerOfTwo(Math.max(-126, exponentOf(x)))];
  for (const bits of [1, 2, 4, 8, 12, 16, 20, significantBits(x) - 1]) {
    if (bits < 1 || bits > 23) continue;
    yield shorten(x, bits, 'toward-zero');
    yield shorten(x, bits, 'nearest');
  }
}

/** Whether something is a finite number of binary32. */
export function isFinite32(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.fround(value) === value;
}
