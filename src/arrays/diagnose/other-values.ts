import { formatOfType } from '../../float/element-type.ts';
import { halfUlp } from '../rounding-rule.ts';
import { type Hypothesis, ranks } from './hypothesis.ts';
import type { Prediction } from './prediction.ts';
import type { Setting } from './setting.ts';

/** Right numbers that were changed afterwards: divided, negated, limited, wrapped or cut to a whole number. */
export function* otherValues(setting: Setting, wrong: readonly number[]): Generator<Hypothesis> {
  yield* factors(setting);
  yield* limits(setting, new Set(wrong.map(setting.computed)));
  yield* wholeNumbers(setting);
}

type Change = (right: Prediction, index: number) => Prediction | undefined;

const changed = (setting: Setting, id: string, words: string, change: Change): Hypothesis => ({
  ...{ id, words, rank: ranks.value },
  predict: (index) => change(setting.right(index), index),
});

const at = (value: number, bound: number, { absoluteSum, nonZero }: Prediction): Prediction => ({
  ...{ high: value, low: 0, bound, absoluteSum, nonZero },
});

function* factors(setting: Setting): Generator<Hypothesis> {
  const { question, type } = setting;
  const format = formatOfType(type);
  const times = (id: string, words: string, factorOf: (index: number) => number): Hypothesis =>
    changed(setting, id, words, (right, index) => {
      const factor = factorOf(index);
      const value = right.high * factor;
      // The factor, the product and the result are rounded.
      const rounding = format === undefined ? 1 : 6 * halfUlp(Math.abs(value) || 2 ** format.minExponent, format);
      return at(value, right.bound * Math.abs(factor) + rounding, right);
    });
  yield times('negated', 'every output has the wrong sign', () => -1);
  const { operation, geometry, divisor } = question;
  if (operation.kind === 'sum' && operation.mean) {
    yield times('sum-for-mean', `it is the sum, not divided by ${divisor}`, () => divisor);
  } else {
    const n = setting.terms;
    if (n > 1) yield times('mean-for-sum', `it is divided by ${n}, the number of terms`, () => 1 / n);
    const taps = geometry.kernelRows * geometry.kernelColumns;
    if (taps > 1 && taps < n)
      yield times('mean-for-sum', `it is divided by ${taps}, the taps of the kernel`, () => 1 / taps);
    const root = Math.sqrt(geometry.channels);
    if (operation.kind === 'matmul' && root > 1)
      yield times('scaled', `it is divided by √${geometry.channels}, as attention does`, () => 1 / root);
  }
  yield times('scaled', 'it is doubled', () => 2);
  yield times('scaled', 'it is halved', () => 0.5);
}

/**
 * Changes that keep distances or shorten them, so that the bound stays. A limit other than 0 must be among the wrong
 * outputs: `found`.
 */
function* limits(setting: Setting, found: ReadonlySet<number>): Generator<Hypothesis> {
  const limited = (id: string, words: string, low: number, high: number): Hypothesis => ({
    ...changed(setting, id, words, (right) => {
      const value = right.high;
      return value < low ? at(low, right.bound, right) : value > high ? at(high, right.bound, right) : right;
    }),
    // A 0 stands for a negative number by chance in half of the cases; another limit seldom stands anywhere.
    bits: (index) => {
      const { high: value } = setting.right(index);
      return value >= low && value <= high ? 0 : setting.computed(index) === 0 ? 1 : 8;
    },
  });
  const infinite = Number.POSITIVE_INFINITY;
  yield limited('rectified', 'negative outputs are 0, as after ReLU', 0, infinite);
  const stops = function* (words: string, low: number, high: number): Generator<Hypothesis> {
    if (found.has(high) || (low !== 0 && found.has(low))) yield limited('saturated', words, low, high);
  };
  yield* stops('outputs are limited to 0…6, as after ReLU6', 0, 6);
  yield* stops('outputs stop at ±65504, the largest binary16 number', -65504, 65504);
  for (const bits of [8, 16, 32]) {
    const half = 2 ** (bits - 1);
    yield* stops(`outputs stop at the limits of int${bits}`, -half, half - 1);
    yield* stops(`outputs stop at the limits of uint${bits}`, 0, 2 * half - 1);
    yield* stops(`outputs stop at ±${half - 1}, a symmetric limit of int${bits}`, 1 - half, half - 1);
  }
  const absolute: Change = (right) => (right.high < 0 ? { ...right, high: -right.high, low: -right.low } : right);
  yield changed(setting, 'absolute', 'the sign is lost: it is the absolute value', absolute);
}

function* wholeNumbers(setting: Setting): Generator<Hypothesis> {
  for (const bits of [8, 16, 32]) {
    const range = 2 ** bits;
    for (const [name, lowest] of [
      [`int${bits}`, -range / 2],
      [`uint${bits}`, 0],
    ] as const) {
      // biome-ignore format: pairs
      yield changed(setting, 'wrapped', `outputs wrap around as ${name} does`, (right) => {
        const turns = Math.floor((right.high - lowest) / range);
        return at(right.high - turns * range, right.bound, right);
      });
    }
  }
  const cut = (id: string, words: string, toWhole: (x: number) => number): Hypothesis =>
    changed(setting, id, words, (right, index) => {
      const computed = setting.computed(index);
      if (!Number.isInteger(computed)) return at(Number.NaN, 0, right);
      // A whole number stays: orders that end below it are no evidence of a cut.
      const isWhole = distanceToWhole(right.high) <= right.bound;
      const value = isWhole ? Math.round(right.high) : toWhole(right.high);
      return at(value, computed === value ? 0 : Number.NaN, right);
    });
  yield { ...cut('truncated', 'outputs are truncated to whole numbers', Math.trunc), bits: wholeBits(setting) };
  yield { ...cut('truncated', 'outputs are rounded down to whole numbers', Math.floor), bits: wholeBits(setting) };
  yield { ...cut('truncated', 'outputs are rounded to whole numbers', Math.round), bits: wholeBits(setting) };
}

const distanceToWhole = (x: number): number => Math.abs(x - Math.round(x));

/** A wrong number is whole by chance as seldom as the bound is smaller than 1. */
const wholeBits =
  ({ right }: Setting) =>
  (index: number): number => {
    const { high, bound } = right(index);
    return distanceToWhole(high) <= bound ? 0 : Math.min(20, Math.max(0, -Math.log2(2 * bound)));
  };
