import { expect, test } from 'vitest';
import { problemOf } from '../errors/usage-error.ts';
import { randomOf } from '../inputs/random.ts';
import { arrayOf } from './array-of.ts';
import { judgeAnswers } from './judge-answer.ts';
import { judgeArrays } from './judge-arrays.ts';
import type { Answer } from './question.ts';
import { questionOf } from './question-of.ts';
import type { ConvRequest } from './request.ts';

const rng = randomOf(3, 'volumes');
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => rng.unit() * 2 - 1);
/** Slices, rows, columns and channels of a volume of one image, and of the kernel. */
const [size, taps, channels, filters] = [[7, 6, 5], [3, 2, 3], 2, 2] as const;
const [image, kernel] = [numbers(7 * 6 * 5 * 2), numbers(3 * 2 * 3 * 2 * 2)];
interface Steps {
  readonly stride?: readonly [number, number, number];
  readonly dilation?: readonly [number, number, number];
  readonly before?: number;
  readonly tap?: (slice: number) => number | undefined;
}

/** NDHWC, by loops over each axis, in binary32. `before` are the slices of zeros at both ends. */
function convolve({ stride = [1, 1, 1], dilation = [1, 1, 1], before = 0, tap = (s) => s }: Steps = {}): {
  sizes: number[];
  outputs: number[];
} {
  const zeros = [before, 0, 0];
  const sizes = [0, 1, 2].map(
    (axis) =>
      Math.floor((size[axis]! + 2 * zeros[axis]! - (taps[axis]! - 1) * dilation[axis]! - 1) / stride[axis]!) + 1,
  );
  const outputs: number[] = [];
  for (let z = 0; z < sizes[0]!; z++)
    for (let y = 0; y < sizes[1]!; y++)
      for (let x = 0; x < sizes[2]!; x++)
        for (let f = 0; f < filters; f++) {
          let sum = 0;
          for (let s = 0; s < taps[0]; s++)
            for (let r = 0; r < taps[1]; r++)
              for (let q = 0; q < taps[2]; q++)
                for (let k = 0; k < channels; k++) {
                  const slice = z * stride[0] + s * dilation[0] - before;
                  const from = tap(s);
                  if (slice < 0 || slice >= size[0] || from === undefined) continue;
                  const [row, column] = [y * stride[1] + r * dilation[1], x * stride[2] + q * dilation[2]];
                  const pixel = image[((slice * size[1] + row) * size[2] + column) * channels + k]!;
                  sum = Math.fround(sum + pixel * kernel[(((from * 2 + r) * 3 + q) * 2 + k) * filters + f]!);
                }
          outputs.push(sum);
        }
  return { sizes: [1, ...sizes, filters], outputs };
}

/** From N…C to NC…, and from …IO to OI… . */
function channelsFirst(values: ArrayLike<number>, sizes: readonly number[], last: number): [number[], number[]] {
  const [lead, ends] = [sizes.slice(0, -last), sizes.slice(-last)];
  const inner = ends.reduce((product, one) => product * one, 1);
  const outer = values.length / inner;
  const turned = Array.from({ length: values.length }, (_, place) => {
    const [end, at] = [Math.floor(place / outer), place % outer];
    const flat = last === 1 ? end : (end % ends[0]!) * ends[1]! + Math.floor(end / ends[0]!);
    return values[at * inner + flat]!;
  });
  return [turned, [...(last === 1 ? [1, ends[0]!, ...lead.slice(1)] : [ends[1]!, ends[0]!, ...lead])]];
}

const request = (steps: Partial<ConvRequest> = {}): ConvRequest => ({
  kind: 'conv',
  image: arrayOf(image, [1, ...size, channels], 'float32', 'x.npy'),
  kernel: arrayOf(kernel, [...taps, channels, filters], 'float32', 'w.npy'),
  ...{ layout: 'nhwc', kernelLayout: 'hwio', ...steps },
});

async function judged(asked: ConvRequest, outputs: readonly number[], sizes: readonly number[]) {
  const answer: Answer = { name: 'output', file: arrayOf(outputs, sizes, 'float32', 'y.npy') };
  return judgeArrays(questionOf(asked, [answer.file]), [answer], { run: async (q, checks) => judgeAnswers(q, checks) });
}

const usual = { stride: [2, 1, 1], before: 1 } as const;
const asked = request({ stride: [2, 1, 1], padding: [1, 1, 0, 0, 0, 0] });

test('a volume in NDHWC with DHWIO is judged, and in NCDHW with OIDHW, with a bias', async () => {
  const { outputs, sizes } = convolve(usual);
  expect((await judged(asked, outputs, sizes)).answer).toMatch(/^All \d+ outputs are roundings/);
  const [x, xSizes] = channelsFirst(image, [1, ...size, channels], 1);
  const [w, wSizes] = channelsFirst(kernel, [...taps, channels, filters], 2);
  const bias = [0.5, -0.25];
  const withBias = outputs.map((y, place) => Math.fround(y + bias[place % 2]!));
  const [y, ySizes] = channelsFirst(withBias, sizes, 1);
  const first: ConvRequest = {
    kind: 'conv',
    image: arrayOf(x, xSizes, 'float32', 'x.npy'),
    kernel: arrayOf(w, wSizes, 'float32', 'w.npy'),
    bias: arrayOf(bias, [2], 'float32', 'b.npy'),
    ...{ stride: [2, 1, 1], padding: [1, 1, 0, 0, 0, 0], layout: 'nchw', kernelLayout: 'oihw' },
  };
  expect((await judged(first, y, ySizes)).answer).toMatch(/^All \d+ outputs are roundings/);
});

test.each<[string, Steps, RegExp]>([
  ['flipped slices', { ...usual, tap: (s) => 2 - s }, /the slices of the kernel are flipped/],
  ['a lost last slice', { ...usual, tap: (s) => (s === 2 ? undefined : s) }, /slice 2 of 0…2 of the kernel is missing/],
])('%s of the kernel are named', async (_, steps, words) => {
  const { outputs, sizes } = convolve(steps);
  const { answer, outputs: found } = await judged(asked, outputs, sizes);
  expect(found[0]!.wrong).toBeGreaterThan(0);
  expect(answer).toMatch(words);
});

test('a wrong stride of the slices is named', async () => {
  const { sizes } = convolve(usual);
  const every = convolve({ before: 1 });
  const [, slices, rows, columns, ends] = sizes as [number, number, number, number, number];
  const { answer } = await judged(asked, every.outputs.slice(0, slices * rows * columns * ends), sizes);
  expect(answer).toMatch(/the stride of the slices is ignored|the slices have the stride of the rows/);
});

test('wrong outputs are placed by slice', async () => {
  const { outputs, sizes } = convolve(usual);
  const inSlice = outputs.length / sizes[1]!;
  const lost = outputs.map((y, place) => (place >= outputs.length - inSlice ? 0 : y));
  expect((await judged(asked, lost, sizes)).answer).toMatch(/the last slice/);
});

test('what does not fit says what fits', () => {
  const { outputs } = convolve(usual);
  const flat = arrayOf(outputs.slice(0, 8), [1, 1, 2, 2, 2], 'float32', 'y.npy');
  expect(problemOf(() => questionOf(asked, [flat]))).toMatch(/^y\.npy: is 1×1×2×2×2, but .* give 1×4×5×3×2/);
  const plain = { ...asked, image: arrayOf(image, [1, 7, 30, 2], 'float32', 'x.npy') };
  expect(problemOf(() => questionOf(plain))).toMatch(/axes/);
});
