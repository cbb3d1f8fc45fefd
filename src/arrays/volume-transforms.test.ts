import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { arrayOf } from './array-of.ts';
import { judgeAnswers } from './judge-answer.ts';
import { judgeArrays } from './judge-arrays.ts';
import { questionOf } from './question-of.ts';
import type { ConvRequest } from './request.ts';

const { fround } = Math;

/** Of so many numbers by each of them: the transforms of this file are cyclic, and its volumes padded with zeros. */
const size = [8, 8, 8] as const;
const kernel = [3, 3, 2] as const;
const outputSizes = size.map((pixels, axis) => pixels - kernel[axis]! + 1);
const indices = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (all, one) => all.flatMap((place) => Array.from({ length: one }, (_, k) => [...place, k])),
    [[]],
  );

/** The two halves of complex numbers, transformed along each axis in binary32, by the definition of the transform. */
function transformed([real, imaginary]: readonly [Float32Array, Float32Array], sign: number) {
  let [x, y] = [real, imaginary];
  for (const step of [64, 8, 1]) {
    const [a, b] = [new Float32Array(512), new Float32Array(512)];
    for (let at = 0; at < 512; at++) {
      const k = Math.floor(at / step) % 8;
      for (let j = 0; j < 8; j++) {
        const from = at + (j - k) * step;
        const angle = (sign * 2 * Math.PI * ((j * k) % 8)) / 8;
        const [cos, sin] = [fround(Math.cos(angle)), fround(Math.sin(angle))];
        a[at] = fround(a[at]! + fround(fround(x[from]! * cos) - fround(y[from]! * sin)));
        b[at] = fround(b[at]! + fround(fround(x[from]! * sin) + fround(y[from]! * cos)));
      }
    }
    [x, y] = [a, b];
  }
  return [x, y] as const;
}

test.each([
  ['Fourier transforms', 1, 'narrower', /within the normwise bound of Fourier transforms/],
  ['a lost tap', 0, 'defect', /wrong/],
])('Fourier transforms of a volume are told from a defect: %s', async (_, tap, verdict, words) => {
  const rng = randomOf(3, 'volumes by transforms');
  // Half of the volume is nearly empty: there, errors are far larger than of any order.
  const image = Float32Array.from({ length: 512 }, (__, k) => (rng.unit() * 2 - 1) * (k % 8 < 4 ? 2 ** -20 : 1));
  const taps = Float32Array.from({ length: 18 }, () => rng.unit() * 2 - 1);
  const spread = new Float32Array(512);
  for (const [k, [z, y, x]] of indices(kernel).entries())
    spread[((8 - z!) % 8) * 64 + ((8 - y!) % 8) * 8 + ((8 - x!) % 8)] = k === 17 ? taps[k]! * tap : taps[k]!;
  const zeros = new Float32Array(512);
  const [a, b] = transformed([image, zeros], -1);
  const [c, d] = transformed([spread, zeros], -1);
  const [real] = transformed(
    [
      a.map((one, k) => fround(one * c[k]!) - fround(b[k]! * d[k]!)),
      a.map((one, k) => fround(one * d[k]!) + fround(b[k]! * c[k]!)),
    ],
    1,
  );
  const outputs = indices(outputSizes).map(([z, y, x]) => real[z! * 64 + y! * 8 + x!]! / 512);
  const asked: ConvRequest = {
    kind: 'conv',
    image: arrayOf(image, [1, ...size, 1], 'float32', 'x.npy'),
    kernel: arrayOf(taps, [...kernel, 1, 1], 'float32', 'w.npy'),
    ...{ layout: 'nhwc', kernelLayout: 'hwio' },
  };
  const file = arrayOf(outputs, [1, ...outputSizes, 1], 'float32', 'y.npy');
  const run = { run: async (...[q, checks]: Parameters<typeof judgeAnswers>) => judgeAnswers(q, checks) };
  const judged = await judgeArrays(questionOf(asked, [file]), [{ name: 'output', file }], run);
  expect(judged.answer).toMatch(words);
  expect(judged.verdict).toBe(verdict);
});
