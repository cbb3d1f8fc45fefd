import { formatOfType } from '../../float/element-type.ts';
import { binary32 } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import { typesOf } from '../rounding-rule.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import { differenceFrom, type Prediction } from './prediction.ts';
import { spread } from './sample.ts';
import { count, share2 } from './sentences.ts';
import type { Setting } from './setting.ts';

/** Integers that are too large for the type of the answer: no method can give these. */
export function inexactNotes(setting: Setting, { inexact, outputs }: Tally): readonly string[] {
  const format = formatOfType(setting.type);
  if (format === undefined || !(inexact > 0) || setting.terms > longestSum) return [];
  const areIntegers = spread(outputs, sampleSize(setting, 256)).every((index) => {
    const { high, low } = setting.right(index);
    return Number.isInteger(high) && low === 0;
  });
  if (!areIntegers) return [];
  const of =
    outputs === 1
      ? 'The exact value is no'
      : `${count(inexact)} of the ${count(outputs)} exact values ${inexact === 1 ? 'is no' : 'are no'}`;
  const noun = `${nameOf(format)} number${inexact === 1 ? '' : 's'}`;
  return [`${of} ${noun}: above 2^${format.precision} not every integer is one.`];
}

/** So many errors in one direction are an accident in one of 2^99 cases. */
const leastSided = 100;

/** Errors that all go up, or all down: rounding to nearest scatters to both sides, unless terms are alike. */
export function directionNotes(setting: Setting, isExplained = false): readonly string[] {
  if (formatOfType(setting.type) === undefined || setting.terms > longestSum) return [];
  const seen = new Set<number>();
  let [side, relative] = [0, 0];
  for (const index of spread(setting.outputs, sampleSize(setting, 256))) {
    const right = setting.right(index);
    const error = differenceFrom(setting.computed(index), right);
    if (Number.isNaN(error) || right.high === 0) return [];
    if (error === 0 || seen.has(setting.computed(index))) continue;
    if (side !== 0 && Math.sign(error) !== side) return [];
    side = Math.sign(error);
    relative += error / right.high;
    seen.add(setting.computed(index));
  }
  if (seen.size < leastSided) return [];
  const mean = share2(Math.abs(relative / seen.size));
  const why = isExplained ? '' : ' Inputs that were rounded before do this, and long sums of terms that are alike.';
  return [
    `All ${seen.size} errors of a sample go ${side > 0 ? 'up' : 'down'}, by ${mean} of the value on average.${why}`,
  ];
}

const enoughForMean = 1000;
/** Standard errors of the mean. Errors of neighbours depend on one another, so that much is asked for. */
const [farFromCentred, centred] = [10, 3];

/**
 * Errors that go both ways, but up or down on average, and no longer do if the inputs are rounded to binary32 first. A
 * rounding of the result hides the direction of each, and the mean shows it.
 */
export function narrowedInputsNote(setting: Setting): readonly string[] {
  const isWide = typesOf(setting.question).some((type) => (formatOfType(type)?.precision ?? 0) > binary32.precision);
  const size = Math.min(setting.outputs, sampleSize(setting, 4096));
  if (!isWide || size < enoughForMean || setting.terms > longestSum) return [];
  const sample = spread(setting.outputs, size);
  const asGiven = meanOf(setting, sample, setting.right);
  if (!(Math.abs(asGiven.standardErrors) > farFromCentred)) return [];
  const narrowed = meanOf(setting, sample, (index) => {
    const { left, right, ...rest } = setting.termsAt(index);
    return setting.predictor.of({ ...rest, left: left.map(Math.fround), right: right.map(Math.fround) });
  });
  if (!(Math.abs(narrowed.standardErrors) < centred)) return [];
  const way = asGiven.relative > 0 ? 'up' : 'down';
  return [
    `On average the errors of a sample go ${way} by ${share2(Math.abs(asGiven.relative))} of the value, ` +
      `${count(Math.round(Math.abs(asGiven.standardErrors)))} standard errors from 0. ` +
      'With inputs rounded to binary32 first they are centred: as if these had been rounded before.',
  ];
}

/** The mean of error ÷ |value|, and the same in standard errors; NaN where a value is 0 or not finite. */
function meanOf(
  setting: Setting,
  sample: readonly number[],
  predict: (index: number) => Prediction,
): { readonly relative: number; readonly standardErrors: number } {
  const errors = sample.map((index) => {
    const prediction = predict(index);
    return differenceFrom(setting.computed(index), prediction) / Math.abs(prediction.high);
  });
  const relative = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - relative) ** 2, 0) / errors.length;
  return { relative, standardErrors: relative / Math.sqrt(variance / errors.length) };
}
