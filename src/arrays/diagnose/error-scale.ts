import { formatOfType } from '../../float/element-type.ts';
import { type ErrorScale, jsonNumber } from '../judgement.ts';
import type { Tally } from '../tally.ts';
import { longestSum } from './find-faults.ts';
import type { Setting } from './setting.ts';

/** What the last rounding to the type of the answer adds at most, in u·P. */
export function lastRounding({ type, model }: Setting): number {
  const format = formatOfType(type);
  return format === undefined || format.precision >= model.accumulator.precision
    ? 0
    : 2 ** (model.accumulator.precision - format.precision);
}

/** The errors of an answer in u·P, beside what random roundings reach; undefined if nothing was judged. */
export function scaleOf(setting: Setting, tally: Tally): ErrorScale | undefined {
  const judged = tally.outputs - tally.notJudged;
  if (judged === 0) return undefined;
  const rootMeanSquare = Math.sqrt(tally.squaredErrorOverUP / judged);
  const { terms } = setting;
  const largest = largestOverUP(setting, tally);
  const last = lastRounding(setting);
  return {
    ...{ rootMeanSquare: jsonNumber(rootMeanSquare), mean: jsonNumber(tally.errorOverUP / judged) },
    ...{ largest: jsonNumber(largest) },
    ...{ squareRoot: Math.sqrt(terms) + last, worstCase: terms + last },
  };
}

/** Of the outputs with the largest errors ÷ bound. */
function largestOverUP({ right, model, terms }: Setting, { worst }: Tally): number {
  if (terms > longestSum) return Number.NaN;
  const unit = 2 ** -model.accumulator.precision;
  const ratios = worst.map(
    ({ index, computed, exact }) => Math.abs(computed - exact) / (unit * right(index).absoluteSum),
  );
  return Math.max(0, ...ratios.filter((ratio) => !Number.isNaN(ratio)));
}
