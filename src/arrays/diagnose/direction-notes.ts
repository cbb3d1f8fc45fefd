import { formatOfType } from '../../float/element-type.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import { differenceFrom } from './prediction.ts';
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
