import { formatOfType } from '../../float/element-type.ts';
import { binary32, type Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { Narrowing } from '../../sums/narrow-inputs.ts';
import { halfUlp, typesOf } from '../rounding-rule.ts';
import { gridOf } from './examine.ts';
import type { Terms } from './gather.ts';
import type { Hypothesis } from './hypothesis.ts';
import { isIn, modeWords, narrowFormats, narrowTo } from './narrow.ts';
import { differenceFrom, isPredicted, type Prediction } from './prediction.ts';
import type { Setting } from './setting.ts';

/** Narrower arithmetic than the stated one. `words` is a noun: "TF32 inputs". Plainest first. */
export function* narrowModels(setting: Setting, sample: readonly number[]): Generator<Hypothesis> {
  const results = narrowResults(setting, sample);
  const grid = gridOf(setting, sample.slice(0, 8));
  for (const model of [...narrowInputs(setting), ...narrowProducts(setting), ...flushes(setting)]) {
    yield model;
    for (const result of results) yield withResult(setting, model, result, 'nearest-even', model.rank + 1, grid);
  }
  const plain = { id: 'result', words: '', rank: 0, predict: setting.right };
  for (const result of results)
    for (const mode of ['nearest-even', 'toward-zero'] as const)
      yield withResult(setting, plain, result, mode, 1, grid);
  const format = formatOfType(setting.type);
  if (format !== undefined) yield* cutResult(setting, format);
}

/** The bits that numbers of the inputs have. */
function inputBits({ question }: Setting): number {
  return Math.max(
    ...typesOf({ ...question, bias: undefined } as never).map((type) => formatOfType(type)?.precision ?? 24),
  );
}

interface Sides {
  readonly id: string;
  readonly words: string;
  readonly left: boolean;
  readonly right: boolean;
}

function sidesOf({ question: { right, operation } }: Setting): readonly Sides[] {
  const both = { id: 'inputs', words: 'inputs', left: true, right: true };
  if (right === undefined) return [both];
  const [one, other] = operation.kind === 'conv' ? ['image', 'kernel'] : ['left operand', 'right operand'];
  return [
    both,
    { id: 'left-input', words: one!, left: true, right: false },
    { id: 'right-input', words: other!, left: false, right: true },
  ];
}

function* narrowInputs(setting: Setting): Generator<Hypothesis> {
  const bits = inputBits(setting);
  for (const { name, format, modes } of narrowFormats) {
    if (format.precision >= bits) continue;
    for (const mode of modes) {
      const narrow = narrowTo(format, mode);
      for (const sides of sidesOf(setting)) {
        const words =
          sides.id === 'inputs'
            ? `${name} inputs${modeWords[mode]}`
            : `the ${sides.words} in ${name}${modeWords[mode]}`;
        const rank = sides.id === 'inputs' ? (mode === 'nearest-even' ? 0 : 1) : 2;
        const model = byTerms(setting, `${name}-${sides.id}`, words, rank, ({ left, right, ...rest }) => ({
          ...rest,
          left: sides.left ? left.map(narrow) : left,
          right: sides.right ? right.map(narrow) : right,
        }));
        const hasTally = sides.id === 'inputs' && format !== binary32 && bits <= 24;
        yield hasTally ? { ...model, inputs: inputRounding(format, mode) } : model;
      }
    }
  }
}

function inputRounding(format: Format, rounding: Narrowing['rounding']): Narrowing {
  return { bits: format.precision, rounding, ...(format.maxExponent === 15 ? { range: 'binary16' } : {}) };
}

function* narrowProducts(setting: Setting): Generator<Hypothesis> {
  if (setting.question.right === undefined) return;
  const { accumulator } = setting.model;
  for (const { name, format } of narrowFormats) {
    if (format.precision >= accumulator.precision || name === 'TF32') continue;
    const narrow = narrowTo(format, 'nearest-even');
    yield byTerms(setting, `${name}-products`, `products rounded to ${name}`, 1, ({ left, right, ...rest }) => ({
      ...rest,
      left: left.map((x, t) => narrow(x * right[t]!)),
      right: new Float64Array(right.length).fill(1),
    }));
  }
}

function* flushes(setting: Setting): Generator<Hypothesis> {
  const { accumulator } = setting.model;
  const least = 2 ** accumulator.minExponent;
  const flush = (x: number): number => (Math.abs(x) < least ? 0 : x);
  const below = `below 2^${accumulator.minExponent}`;
  yield byTerms(setting, 'flushed-inputs', `inputs ${below} read as zero`, 1, ({ left, right, ...rest }) => ({
    ...rest,
    left: left.map(flush),
    right: right.map(flush),
  }));
  yield byTerms(setting, 'flushed-products', `products ${below} flushed to zero`, 1, ({ left, right, ...rest }) => ({
    ...rest,
    left: left.map((x, t) => (Math.abs(x * right[t]!) < least ? 0 : x)),
    right,
  }));
  const outputs: Hypothesis = {
    ...{ id: 'flushed-results', words: `results ${below} flushed to zero`, rank: 1 },
    predict: (index) => {
      const right = setting.right(index);
      const tiny = Math.abs(right.high) - right.bound < least;
      return tiny && setting.computed(index) === 0 ? { ...right, high: 0, low: 0, bound: 0 } : right;
    },
    // A zero that is due to something else would not only meet the tiny results.
    bits: (index) => (isPredicted(setting.computed(index), setting.right(index)) ? 0 : 8),
  };
  yield outputs;
  yield {
    ...{ id: 'flushed-sums', words: `products and sums ${below} flushed to zero`, rank: 2 },
    // dot-any-order has the loss; it hides much, so that only tiny results are evidence.
    predict: (index) => {
      const right = setting.right(index);
      const size = Math.abs(setting.computed(index));
      const loss = (2 * right.nonZero - 1) * least;
      return size > 0 && size < least ? { ...right, bound: Number.NaN } : { ...right, bound: right.bound + loss };
    },
    bits: (index) => {
      const { high, bound } = setting.right(index);
      return Math.abs(high) + bound < least ? 2 : 0;
    },
  };
}

function byTerms(
  setting: Setting,
  id: string,
  words: string,
  rank: number,
  change: (terms: Terms) => Terms,
): Hypothesis {
  return { id, words, rank, predict: (index): Prediction => setting.predictor.of(change(setting.termsAt(index))) };
}

/** Formats narrower than that of the answer in which all these outputs are, the widest first. */
function narrowResults(setting: Setting, sample: readonly number[]): readonly Format[] {
  const type = formatOfType(setting.type);
  if (type === undefined) return [];
  return narrowFormats
    .map(({ format }) => format)
    .filter(
      (format) =>
        format.precision < type.precision &&
        sample.every((index) => isIn(format, setting.computed(index))) &&
        sample.some((index) => setting.computed(index) !== 0 && !isIn(format, setting.right(index).high)),
    );
}

/**
 * Log2 of 1 ÷ the chance that a number of the answer is one of a narrower format by accident: 0 if it is 0, or what is
 * due is one too. Whole numbers are often.
 */
export function narrowBits(setting: Setting, format: Format, grid: number, index: number): number {
  const type = formatOfType(setting.type) as Format;
  const size = Math.abs(setting.computed(index));
  if (size === 0 || isIn(format, narrowTo(type, 'nearest-even')(setting.right(index).high))) return 0;
  const spacing = Math.max(grid, 2 * halfUlp(size, type));
  return Math.max(0, Math.log2((2 * halfUlp(size, format)) / spacing));
}

/** The same, rounded once more to a narrower format. */
function withResult(
  setting: Setting,
  model: Hypothesis,
  format: Format,
  mode: 'nearest-even' | 'toward-zero',
  rank: number,
  grid: number,
): Hypothesis {
  const name = format.precision === 11 && format.minExponent === -126 ? 'TF32' : nameOf(format);
  const result = `results ${mode === 'nearest-even' ? 'rounded' : 'cut'} to ${name}`;
  return {
    ...{ id: `${model.id}-${name}-result`, rank },
    words: model.words === '' ? result : `${model.words} and ${result}`,
    predict: (index) => {
      const before = model.predict(index);
      const computed = setting.computed(index);
      if (before === undefined) return undefined;
      if (!isIn(format, computed)) return { ...before, bound: Number.NaN };
      const step = halfUlp(Math.abs(before.high) + before.bound, format);
      if (mode === 'nearest-even') return { ...before, bound: before.bound + step };
      const beyond = Math.sign(before.high) * differenceFrom(computed, before);
      return { ...before, bound: beyond <= before.bound ? before.bound + 2 * step : Number.NaN };
    },
    bits: (index) => narrowBits(setting, format, grid, index),
  };
}

/** The last rounding cuts: every output is the exact value or the one next to it toward zero. */
function* cutResult(setting: Setting, format: Format): Generator<Hypothesis> {
  if (setting.model.accumulator.precision <= format.precision && format.precision <= binary32.precision) return;
  yield {
    ...{ id: 'cut-result', words: `results cut to ${nameOf(format)}`, rank: 1 },
    predict: (index) => {
      const right = setting.right(index);
      const beyond = Math.sign(right.high) * differenceFrom(setting.computed(index), right);
      const inSums = setting.predictor.rule.sumBound(right.nonZero, right.absoluteSum);
      const step = 2 * halfUlp(Math.abs(right.high) + inSums, format);
      return { ...right, bound: beyond <= inSums ? inSums + step : Number.NaN };
    },
    // An error toward zero is an accident in one of two cases.
    bits: (index) => (isPredicted(setting.computed(index), setting.right(index)) ? 0 : 1),
  };
}
