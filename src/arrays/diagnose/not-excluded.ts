import { formatOfType } from '../../float/element-type.ts';
import { binary32, type Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import { typesOf } from '../rounding-rule.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import type { Terms } from './gather.ts';
import { narrowTo } from './narrow.ts';
import { isPredicted, type Prediction } from './prediction.ts';
import { spread, spreadOfMarked } from './sample.ts';
import type { Setting } from './setting.ts';

/**
 * Usual arithmetic that nothing proves, because the outputs are few or tiny, but that would give all of them: numbers
 * below the normal range flushed to zero, now and then or always, or inputs rounded to the type of the answer. Without
 * this, a correct engine that does so would be called wrong.
 */
export function notExcluded(setting: Setting, tally: Tally): FoundModel | undefined {
  if (setting.terms > longestSum || tally.wrong === 0) return undefined;
  const wrong = spreadOfMarked(tally.isWrong, setting.outputs, tally.wrong, sampleSize(setting, 4096), true);
  const all = [...new Set([...wrong, ...spread(setting.outputs, sampleSize(setting, 512))])];
  const found = (id: string, words: string, indices: readonly number[], predict: Predict): FoundModel | undefined =>
    indices.every((index) => isPredicted(setting.computed(index), predict(index)))
      ? { id, words, tried: indices.length, explained: indices.length, rootMeanSquare: Number.NaN }
      : undefined;
  for (const { exponent, predict } of flushes(setting)) {
    const words = `numbers below 2^${exponent} flushed to zero`;
    const model = found('flushed-anywhere', words, wrong, predict);
    if (model !== undefined) return model;
  }
  for (const { words, predict } of roundedInputs(setting)) {
    const model = found('rounded-inputs', words, all, predict);
    if (model !== undefined) return model;
  }
  return undefined;
}

type Predict = (index: number) => Prediction;

/** In the format of the sums, then in that of the answer if its normal range ends earlier. */
function* flushes(setting: Setting): Generator<{ readonly exponent: number; readonly predict: Predict }> {
  const { accumulator } = setting.model;
  const flushed = (exponent: number): Predict => {
    const least = 2 ** exponent;
    return (index) => {
      const right = setting.right(index);
      // As in dot-any-order: each of n leaves and n − 1 nodes, and a division, may lose a result once.
      const loss = 2 * right.nonZero * least + lostInputs(setting.termsAt(index), least);
      return { ...right, bound: right.bound + loss };
    };
  };
  yield { exponent: accumulator.minExponent, predict: flushed(accumulator.minExponent) };
  const answer = formatOfType(setting.type);
  if (answer === undefined || answer.minExponent <= accumulator.minExponent) return;
  const least = 2 ** answer.minExponent;
  yield {
    exponent: answer.minExponent,
    predict: (index) => {
      const right = setting.right(index);
      const lost = lostInputs(setting.termsAt(index), least);
      const result = setting.computed(index) === 0 ? least : 0;
      return { ...right, bound: right.bound + lost + result };
    },
  };
}

/** Σ|x·y| of the products with a factor that is read as zero. */
function lostInputs({ left, right }: Terms, least: number): number {
  let sum = 0;
  for (let t = 0; t < left.length; t++) {
    const [x, y] = [Math.abs(left[t]!), Math.abs(right[t]!)];
    if (Math.min(x, y) < least && x * y > 0) sum += x * y;
  }
  return sum * (1 + left.length * 2 ** -52);
}

/** Inputs of more bits than the answer has, rounded to its type before they are multiplied. */
function* roundedInputs(setting: Setting): Generator<{ readonly words: string; readonly predict: Predict }> {
  const answer = formatOfType(setting.type);
  if (answer === undefined) return;
  const { question } = setting;
  const bits = (format: Format | undefined): number => format?.precision ?? 53;
  const isWider = typesOf(question).some((type) => bits(formatOfType(type)) > answer.precision);
  if (!isWider) return;
  const formats = answer.precision < binary32.precision ? [answer, binary32] : [answer];
  const both = [true, true] as const;
  const sides = question.right === undefined ? [both] : [both, [true, false] as const, [false, true] as const];
  for (const format of formats) {
    const narrow = narrowTo(format, 'nearest-even');
    for (const [first, second] of sides) {
      const which =
        first && second
          ? 'inputs'
          : question.operation.kind === 'conv'
            ? `the ${first ? 'image' : 'kernel'}`
            : `the ${first ? 'left' : 'right'} operand`;
      const predict: Predict = (index) => {
        const { left, right, bias, ...rest } = setting.termsAt(index);
        return setting.predictor.of({
          ...rest,
          left: first ? left.map(narrow) : left,
          right: second ? right.map(narrow) : right,
          bias: first && second ? narrow(bias) : bias,
        });
      };
      yield { words: `${which} rounded to ${nameOf(format)}`, predict };
    }
  }
}
