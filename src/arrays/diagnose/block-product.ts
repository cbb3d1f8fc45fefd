import {
  blockProductBound,
  blockProductDeviation,
  mostLevels,
  strassen,
  winogradStrassen,
} from '../../claims/comparisons/strassen.ts';
import type { ArrayFile } from '../../files/array-file.ts';
import { formatOfType } from '../../float/element-type.ts';
import { binary32, binary64 } from '../../float/format.ts';
import type { Answer } from '../question.ts';
import type { Tally } from '../tally.ts';
import { type TallyRunner, tallyOf } from '../tally-runner.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import { differenceFrom } from './prediction.ts';
import { spread } from './sample.ts';
import type { Setting } from './setting.ts';

/**
 * Whether a matrix product may have been computed by blocks: by Strassen's method, or by Winograd's form of it. Their
 * errors do not follow the terms of an output: one of small terms has errors as large as its neighbours. Four things
 * must hold.
 *
 * (1) Every output is within the normwise bound, with the least number of levels for which the sample is.
 *
 * (2) The errors are not those of a few outputs. Of one level at least half of the outputs are in quarters that have
 * the largest errors, of l levels 2^-l: from the diagonal quarters nothing is left out. So in an even sample a share of
 * 2^-l/2 is at least 1/32 of the largest, for which the tails of errors in millions of outputs leave room.
 *
 * (3) Of the outputs whose bound of any order is below 1/8 of the largest error, a quarter of that share is outside it:
 * what is small among them is seldom right.
 *
 * (4) The errors are no larger than twice those of independent roundings: the bound of many levels lets far more pass.
 * For the same reason blocks have four rows and columns at least, below one level: no library divides smaller ones.
 */
export async function blockProduct(
  setting: Setting,
  answer: Answer,
  tally: Tally,
  run: TallyRunner,
): Promise<FoundModel | undefined> {
  const { question, type, model, terms } = setting;
  const { operation, geometry } = question;
  const { accumulator } = model;
  if (operation.kind !== 'matmul' || formatOfType(type) !== accumulator || terms > longestSum) return undefined;
  if (accumulator !== binary32 && accumulator !== binary64) return undefined;
  const [rows, columns] = [geometry.outputRows * geometry.outputColumns, geometry.outputChannels];
  const most = Math.min(mostLevels(rows, columns, terms), Math.max(1, mostLevels(rows / 4, columns / 4, terms / 4)));
  const size = largestOf(question.left.file) * (question.right === undefined ? 0 : largestOf(question.right.file));
  if (most === 0 || !(size >= 2 ** -60 && size <= 2 ** 60)) return undefined;
  const sample = spread(setting.outputs, sampleSize(setting, 512));
  const even = sample.map((index) => errorAt(setting, index));
  const largest = Math.max(...even, ...tally.worst.map(({ computed, exact }) => Math.abs(computed - exact)));
  const telling = sample.filter((index) => setting.right(index).bound < largest / 8).length / sample.length;
  for (let levels = 1; levels <= most; levels++) {
    for (const form of [strassen, winogradStrassen]) {
      const normwise = blockProductBound(form, levels, terms, 2 ** -accumulator.precision) * size;
      if (!(largest <= normwise)) continue;
      const deviation = blockProductDeviation(form, levels, terms, 2 ** -accumulator.precision) * size;
      if (rootMeanSquareOf(even) > 2 * deviation) continue;
      const share = 2 ** -(levels + 1);
      const ascending = even.toSorted((one, other) => one - other);
      if (ascending[Math.floor(even.length * (1 - share))]! * 32 < largest) return undefined;
      if (tally.wrong / setting.outputs < (telling * share) / 2) return undefined;
      const words = `${form.words} (${levels} ${levels === 1 ? 'level' : 'levels'})`;
      const held = await tallyOf(run, question, { answer, model: { name: words, accumulator, normwise } });
      if (held.wrong > 0) continue;
      const rootMeanSquare = Math.sqrt(held.squaredErrorOverUP / Math.max(1, held.within));
      return { id: 'block-product', words, tried: held.outputs, explained: held.within, rootMeanSquare };
    }
  }
  return undefined;
}

const rootMeanSquareOf = (numbers: readonly number[]): number =>
  Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length);

const errorAt = (setting: Setting, index: number): number =>
  Math.abs(differenceFrom(setting.computed(index), setting.right(index)));

const atATime = 2 ** 20;

/** The largest size; NaN if there is a NaN. */
function largestOf(file: ArrayFile): number {
  let largest = 0;
  for (let from = 0; from < file.length; from += atATime)
    for (const x of file.read(from, Math.min(file.length, from + atATime))) largest = Math.max(largest, Math.abs(x));
  return largest;
}
