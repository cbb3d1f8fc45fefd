import { exponentOf, shorten, significantBits } from './number-simplicity.ts';
import { powerOfTwo } from './power-of-two.ts';

/**
 * The simplest binary32 numbers that are still wanted, as many as there were: zeros and ones first, then fewer significant bits, no
 * signs, and all exponents moved together towards 0. Greedy: every step is simpler than the one before, and the first one wanted is
 * taken, until none is. Finite numbers only.
 */
export function shrinkNumbers(
  start: readonly number[],
  stillWanted: (numbers: readonly number[]) => boolean,
): readonly number[] {
  let best = start;
  for (let rounds = 0; rounds < 200; rounds++) {
    const simpler = candidates(best).find((numbers) => stillWanted(numbers));
    if (simpler === undefined) return best;
    best = simpler;
  }
  return best;
}

function candidates(numbers: readonly number[]): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const offer = (index: number, x: number): void => {
    if (cost(x) < cost(numbers[index]!)) found.push(numbers.map((number, i) => (i === index ? x : number)));
  };
  const scale = exponentOf(numbers.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one)));
  for (const shift of [scale, Math.trunc(scale / 2), Math.sign(scale)]) {
    if (shift === 0) continue;
    const moved = numbers.map((x) => x * powerOfTwo(Math.max(-126, Math.min(127, -shift))));
    if (moved.every((x, i) => Math.fround(x) === x && significantBits(x) === significantBits(numbers[i]!)))
      found.push(moved);
  }
  for (const [index, x] of numbers.entries()) {
    for (const simple of [0, 1, Math.abs(x), powerOfTwo(Math.max(-126, exponentOf(x)))]) offer(index, simple);
    for (const bits of [1, 2, 4, 8, 12, 16, 20, significantBits(x) - 1]) {
      if (bits < 1 || bits > 23) continue;
      for (const mode of ['toward-zero', 'nearest'] as const) offer(index, shorten(x, bits, mode));
    }
  }
  return found;
}

/** Fewer bits before no sign before a smaller exponent; zero before all. */
function cost(x: number): number {
  return significantBits(x) * 1000 + Math.abs(exponentOf(x)) + (x < 0 || Object.is(x, -0) ? 300 : 0);
}
