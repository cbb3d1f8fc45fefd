import { expect, test } from 'vitest';
import type { Case } from '../conv/case.ts';
import { randomOf } from './random.ts';
import { compareSimplicity, exponentOf, isNegative, shorten, significantBits } from './simplicity.ts';

test('significant bits and exponents of landmarks', () => {
  const rows: [x: number, bits: number, exponent: number][] = [
    [0, 0, 0],
    [-0, 0, 0],
    [1, 1, 0],
    [-1.5, 2, 0],
    [24929, 15, 14],
    [Math.fround(0.1), 24, -4],
    [2 ** -149, 1, -149],
    [3 * 2 ** -149, 2, -148],
    [2 ** -126 - 2 ** -149, 23, -127],
    [(2 - 2 ** -23) * 2 ** 127, 24, 127],
    [Number.POSITIVE_INFINITY, 25, 0],
    [Number.NaN, 26, 0],
  ];
  for (const [x, bits, exponent] of rows) {
    expect([x, significantBits(x), exponentOf(x)]).toEqual([x, bits, exponent]);
  }
});

test('shortened numbers have at most the wanted bits, lie on the right side, and are the nearest', () => {
  const rng = randomOf(4);
  const number = new Float32Array(1);
  const word = new Int32Array(number.buffer);
  for (let i = 0; i < 3000; i++) {
    word[0] = rng.next();
    if (i % 4 === 0) word[0] = word[0]! & 0x807fffff;
    const x = number[0]!;
    if (!Number.isFinite(x)) continue;
    const bits = rng.between(1, 23);
    const [down, near] = [shorten(x, bits, 'toward-zero'), shorten(x, bits, 'nearest')];
    expect(Math.max(significantBits(down), significantBits(near)) <= bits).toBe(true);
    expect(Math.abs(down) <= Math.abs(x) && isNegative(down) === isNegative(x)).toBe(true);
    expect(Math.abs(near - x) <= Math.abs(down - x)).toBe(true);
    const unit = Math.abs(x) < 2 ** -126 ? Math.abs(x) : 2 ** exponentOf(x);
    expect(Math.abs(near - x) <= unit * 2 ** -bits || near === down).toBe(true);
  }
});

const base: Case = {
  shape: {
    batch: 1,
    height: 3,
    width: 3,
    channelsIn: 1,
    channelsOut: 1,
    kernelHeight: 2,
    kernelWidth: 2,
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  },
  image: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  kernel: Float32Array.of(1, 1, 1, 1),
};

test('the order is as it says: each change is simpler than the one before it', () => {
  const shaped = (change: Partial<Case['shape']>): Case => ({ ...base, shape: { ...base.shape, ...change } });
  const valued = (...kernel: number[]): Case => ({ ...base, kernel: Float32Array.from(kernel) });
  const falling: Case[][] = [
    [shaped({ kernelHeight: 3 }), base],
    [shaped({ padding: [1, 0, 0, 0] }), shaped({ padding: 'same' }), base],
    [shaped({ padding: [1, 1, 0, 0] }), shaped({ padding: [0, 0, 1, 0] })],
    [shaped({ stride: [2, 1] }), shaped({ dilation: [1, 2] }), base],
    [shaped({ batch: 2 }), base],
    [
      valued(1, 1, 1, 1),
      valued(9, -9, 0, 9),
      valued(-9, 0, 0, 64),
      valued(-5, 0, 0, 64),
      valued(-5, 0, 0, 2),
      valued(-5, -0, 0, 1),
      valued(5, -0, 0, 1),
      valued(5, 0, 0, 1),
    ],
    [
      valued(Number.NaN, 0, 0, 0),
      valued(Number.POSITIVE_INFINITY, 0, 0, 0),
      valued(1 + 2 ** -23, 0, 0, 0),
      valued(0, 0, 0, 0),
    ],
  ];
  for (const list of falling) {
    for (let i = 1; i < list.length; i++) {
      expect(compareSimplicity(list[i]!, list[i - 1]!)).toBeLessThan(0);
      expect(compareSimplicity(list[i - 1]!, list[i]!)).toBeGreaterThan(0);
    }
  }
  expect(compareSimplicity(base, { ...base })).toBe(0);
});

test('the fast pass agrees with what the numbers say one by one', () => {
  const rng = randomOf(9);
  const words = new Int32Array(9);
  for (let i = 0; i < 3000; i++) {
    rng.fill(words, 0, 9, i % 3 === 0 ? 0x807fff00 : -1);
    const image = new Float32Array(words.slice().buffer);
    const one = { ...base, image };
    const other = { ...base, image: image.slice() };
    const at = rng.below(9);
    other.image[at] = rng.pick([0, 1, Number.NaN, shorten(Number.isFinite(image[at]!) ? image[at]! : 3, 4, 'nearest')]);
    const sum = (of: (x: number) => number) =>
      [...other.image].reduce((all, x) => all + of(x), 0) - [...one.image].reduce((all, x) => all + of(x), 0);
    const wanted =
      sum((x) => (x === 0 ? 0 : 1)) ||
      sum(significantBits) ||
      sum((x) => Math.abs(exponentOf(x))) ||
      sum((x) => (isNegative(x) ? 1 : 0));
    expect(Math.sign(compareSimplicity(other, one))).toBe(Math.sign(wanted));
  }
});
