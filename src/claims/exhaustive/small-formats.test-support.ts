import type { Format } from '../../float/format.ts';

/** All finite numbers of a format, 0 once, in increasing order. */
export function numbersOf({ precision, minExponent, maxExponent }: Format): readonly number[] {
  const positive: number[] = [];
  const half = 2 ** (precision - 1);
  for (let steps = 1; steps < half; steps++) positive.push(steps * 2 ** (minExponent - precision + 1));
  for (let exponent = minExponent; exponent <= maxExponent; exponent++) {
    for (let steps = half; steps < 2 * half; steps++) positive.push(steps * 2 ** (exponent - precision + 1));
  }
  return [...positive.map((x) => -x).reverse(), 0, ...positive];
}

/** Every choice of `length` of them, in order, repeated ones included. */
export function* tuples(numbers: readonly number[], length: number): Generator<readonly number[]> {
  const chosen = Array<number>(length).fill(0);
  const indices = Array<number>(length).fill(0);
  for (;;) {
    for (let i = 0; i < length; i++) chosen[i] = numbers[indices[i]!]!;
    yield chosen;
    let place = length - 1;
    while (place >= 0 && ++indices[place]! === numbers.length) indices[place--] = 0;
    if (place < 0) return;
  }
}
