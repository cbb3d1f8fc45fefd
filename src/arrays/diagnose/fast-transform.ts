import { winogradForms } from '../../claims/comparisons/winograd.ts';
import { binary32 } from '../../float/format.ts';
import type { Question } from '../question.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import { differenceFrom } from './prediction.ts';
import { spread, spreadOfMarked } from './sample.ts';
import type { Setting } from './setting.ts';

const u = 2 ** -24;
const v = u / (1 + u);

/**
 * Whether a convolution may have been computed by Winograd's transforms or by Fourier's. Their errors do not follow the
 * terms of an output: every output has errors as large as the largest of its neighbourhood, so that small ones are far
 * outside the bound of any order. Three things must hold on a sample that has the worst outputs in it.
 *
 * (1) The normwise bound. Of 3×3 taps it is that of winograd-four-normwise, summed over C channels in the domain of the
 * transform, which adds C − 1 roundings to each path: 2304·((1+v)^(22+C) − 1)·(1 + 2^-32)·Σ_c max|d_c|·max|g_c|. It has
 * room for F(2×2). Of other kernels it is that of fourier-normwise, whose proof holds for every N = 2^L; a transform in
 * two dimensions of N numbers has the same L stages: Σ_c √N·((1+5u)^(3L)·(1+3u)·(1+v)^(C−1) − 1)·‖x_c‖·‖h_c‖; 1+5u is
 * taken for 1+3u. A volume has three dimensions of N numbers, or is transformed slice by slice, and the slices of the
 * kernel are summed as channels are. Of 3×3×3 taps, a third dimension adds 4 + 3 + 4 roundings to each path and a
 * factor 48, so that the bound is 110592·((1+v)^(33+C) − 1)·(1 + 2^-32)·Σ_c max|d_c|·max|g_c|. Norms are taken from
 * the largest pixel and tap of the sample: those of all would only make the bound larger. Hypotheses: float32, stride
 * 1, dilation 1; the largest pixel and tap are between 2^-20 and 2^20.
 *
 * (2) The errors are those of a transform. Their root mean square is at most 128 u times √(Σx²·Σh²), and their mean is
 * near 0. Narrower inputs have ten times as much.
 *
 * (3) They are of one size: the largest is at most 12 times their root mean square.
 */
export function fastTransform(setting: Setting, tally: Tally): FoundModel | undefined {
  const { question, type, model, terms } = setting;
  const { operation, geometry } = question;
  if (operation.kind !== 'conv' || operation.transposed || type !== 'float32' || terms > longestSum) return undefined;
  if (model.accumulator !== binary32) return undefined;
  const { stride = 1, dilation = 1 } = operation.depth ?? {};
  if ([...operation.stride, ...operation.dilation, stride, dilation].some((step) => step !== 1)) return undefined;
  if (geometry.kernelRows * geometry.kernelColumns < 3) return undefined;
  const size = sampleSize(setting, 256);
  const wrong = spreadOfMarked(tally.isWrong, setting.outputs, tally.wrong, size, true);
  const worst = tally.worst.map(({ index }) => index);
  const sample = [...new Set([...wrong, ...worst, ...spread(setting.outputs, size)])];
  const norms = normsOf(setting, sample);
  if (norms === undefined || sample.length < 16) return undefined;
  const bound = normwiseBound(question, norms);
  let [sum, squares, largest, scales] = [0, 0, 0, 0];
  for (const index of sample) {
    const right = setting.right(index);
    const error = differenceFrom(setting.computed(index), right);
    if (!(Math.abs(error) <= bound + 2 * u * (Math.abs(right.high) + right.absoluteSum))) return undefined;
    sum += error;
    squares += error * error;
    largest = Math.max(largest, Math.abs(error));
    scales += scaleOf(setting, index);
  }
  const rootMeanSquare = Math.sqrt(squares / sample.length);
  const isOneSize = largest <= 12 * rootMeanSquare;
  const isCentred = Math.abs(sum) / sample.length <= (6 * rootMeanSquare) / Math.sqrt(sample.length);
  const isSmall = rootMeanSquare <= 128 * u * Math.sqrt(scales / sample.length);
  if (!isOneSize || !isCentred || !isSmall) return undefined;
  const three = isThree(question);
  return {
    ...{ id: 'fast-transform', words: three ? "Winograd's or Fourier transforms" : 'Fourier transforms' },
    ...{ tried: sample.length, explained: sample.length },
    rootMeanSquare: rootMeanSquare / u / Math.sqrt(scales / sample.length),
  };
}

/** Σx²·Σh² of the terms of one output. */
function scaleOf(setting: Setting, index: number): number {
  const { left, right } = setting.termsAt(index);
  const squares = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x * x, 0);
  return squares(left) * squares(right);
}

/** Of the sizes of the pixels and taps that a sample meets. */
interface Norms {
  readonly largestPixel: number;
  readonly largestTap: number;
}

/** Undefined where the hypotheses of the bounds fail. */
function normsOf(setting: Setting, sample: readonly number[]): Norms | undefined {
  let [largestPixel, largestTap] = [0, 0];
  for (const index of sample) {
    const { left, right } = setting.termsAt(index);
    for (const x of left) largestPixel = Math.max(largestPixel, Math.abs(x));
    for (const y of right) largestTap = Math.max(largestTap, Math.abs(y));
  }
  const inRange = [largestPixel, largestTap].every((x) => x >= 2 ** -20 && x <= 2 ** 20);
  return inRange ? { largestPixel, largestTap } : undefined;
}

/** Slices, rows and columns; without depth one slice. The rows of the geometry are those of all slices. */
function axesOf({ geometry, operation }: Question): readonly (readonly [pixels: number, taps: number])[] {
  const { rows, columns, kernelRows, kernelColumns } = geometry;
  const { size = 1, kernel = 1 } = (operation.kind === 'conv' ? operation.depth : undefined) ?? {};
  return [
    [size, kernel],
    [rows / size, kernelRows / kernel],
    [columns, kernelColumns],
  ];
}

const isThree = (question: Question): boolean =>
  axesOf(question)
    .slice(1)
    .every(([, taps]) => taps === 3);

function normwiseBound(question: Question, { largestPixel, largestTap }: Norms): number {
  const { channels } = question.geometry;
  const axes = axesOf(question);
  const grown = (each: number, times: number): number => Math.expm1(times * Math.log1p(each));
  if (isThree(question)) {
    const slices = axes[0]![1];
    const { roundings, amplification } = winogradForms.four;
    const relative = (factor: number, path: number, summed: number): number =>
      factor * grown(v, path + summed - 1) * (1 + 2 ** -32) * summed;
    const [one, other] = [Number(amplification), slices === 3 ? 48 : 0];
    const all = relative(one * other, roundings + 11, channels);
    return Math.max(relative(one, roundings, channels * slices), all) * largestPixel * largestTap;
  }
  const n = axes.reduce((product, [pixels, taps]) => product * 2 ** Math.ceil(Math.log2(pixels + taps - 1)), 1);
  const stages = Math.log2(n);
  const [transforms, sums] = [grown(5 * u, 3 * stages + 1), grown(v, channels * axes[0]![1] - 1)];
  const relative = transforms + sums + transforms * sums;
  const [pixels, taps] = [0, 1].map((of) => axes.reduce((product, axis) => product * axis[of]!, 1)) as [number, number];
  return Math.sqrt(n) * relative * channels * Math.sqrt(pixels * taps) * largestPixel * largestTap;
}
