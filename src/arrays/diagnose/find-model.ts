import type { Narrowing } from '../../sums/narrow-inputs.ts';
import type { Tally } from '../tally.ts';
import { accidentOf, type Examination, examine } from './examine.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { Hypothesis } from './hypothesis.ts';
import { narrowModels } from './narrow-models.ts';
import { differenceFrom } from './prediction.ts';
import { spread, spreadOfMarked } from './sample.ts';
import type { Setting } from './setting.ts';

/** Narrower arithmetic that explains every output that was tried. */
export interface FoundModel {
  readonly id: string;
  /** "TF32 inputs". */
  readonly words: string;
  readonly tried: number;
  readonly explained: number;
  /** Root mean square of error ÷ (u·P) under the model. */
  readonly rootMeanSquare: number;
  /** How inputs are narrowed, if that is all. */
  readonly inputs?: Narrowing;
}

const hintOf = ({ hypothesis, tried, explained }: Examination): FoundModel => ({
  ...{ id: hypothesis.id, words: hypothesis.words, tried, explained, rootMeanSquare: Number.NaN },
});

/** Models, and those that fit too few outputs to be believed. */
export interface FoundModels {
  readonly models: readonly FoundModel[];
  readonly hints: readonly FoundModel[];
  /** Models that explain the wrong outputs, but not the right ones. */
  readonly partial?: readonly FoundModel[];
}

/**
 * An accidental match is named in one of 2^10 cases at most; where rounding explains all outputs too, of 2^30. Inputs
 * in TF32, bfloat16 or binary16 are what is usual: three models, and a chance of 2^-7.
 */
const leastBits = 10;
const leastBitsUsual = 7 + Math.log2(3);
const leastBitsWithin = 30;
const leastBitsOfHint = 4;

/**
 * Narrower arithmetic for outputs that the stated one does not explain. It must explain all outputs of the sample, the
 * right ones too. Several models only if the data do not tell them apart.
 */
export function findModels(setting: Setting, tally: Tally): FoundModels {
  if (setting.terms > longestSum) return { models: [], hints: [] };
  const size = (most: number): number => sampleSize(setting, most);
  const wrong = spreadOfMarked(tally.isWrong, setting.outputs, tally.wrong, size(48), true);
  const sample = [...new Set([...wrong, ...spread(setting.outputs, size(48))])].filter(isTelling(setting));
  const accident = accidentOf(setting, sample);
  let tried = 0;
  const found: Examination[] = [];
  const ofWrong: Examination[] = [];
  for (const model of narrowModels(setting, sample)) {
    tried++;
    const one = examine(setting, model, sample, accident);
    if (one.explained === one.tried && one.explained > 0) found.push(one);
    else if (isUsual(model) && one.explained >= wrong.length) ofWrong.push(examine(setting, model, wrong, accident));
  }
  const enough = (model: Hypothesis): number => (isUsual(model) ? leastBitsUsual : leastBits + Math.log2(tried));
  const certain = found.filter(({ bits, hypothesis }) => bits >= enough(hypothesis));
  const models = confirmed(setting, plainest(certain.map(({ hypothesis }) => hypothesis)));
  if (models.length > 0) return { models, hints: [] };
  const likely = found.filter(({ bits, hypothesis }) => bits >= leastBitsOfHint && hypothesis.rank === 0);
  const hinted = likely.map(({ hypothesis }) => hypothesis);
  const partial = ofWrong.filter(({ bits }) => bits >= leastBitsUsual).map(hintOf);
  return { models, hints: confirmed(setting, hinted), partial };
}

const isUsual = ({ rank, id }: Hypothesis): boolean => rank === 0 && id.endsWith('-inputs');

/**
 * Narrower arithmetic for outputs that are within the bound of the stated one: only if its residuals are far smaller
 * than the errors that rounding would have to have made.
 */
export function findModelsWithin(setting: Setting): FoundModels {
  if (setting.terms > longestSum) return { models: [], hints: [] };
  const sample = spread(setting.outputs, sampleSize(setting, 48)).filter(isTelling(setting));
  const plain = residual(setting, { id: '', words: '', rank: 0, predict: setting.right }, sample);
  const distinct = new Set(sample.map((index) => `${setting.computed(index)} ${setting.right(index).high}`)).size;
  const scored: { readonly model: Hypothesis; readonly rms: number }[] = [];
  for (const model of narrowModels(setting, sample)) {
    if (/result|flushed/.test(model.id)) continue;
    if (residual(setting, model, sample.slice(0, 4)) * 2 > plain) continue;
    const rms = residual(setting, model, sample);
    if (Math.max(rms, noise) * 8 <= plain) scored.push({ model, rms });
  }
  const least = Math.min(...scored.map(({ rms }) => rms));
  const best = scored.filter(({ rms }) => rms <= 1.5 * least).map(({ model }) => model);
  const found = confirmed(setting, plainest(best));
  const isCertain = distinct * Math.log2(plain / Math.max(least, noise)) >= leastBitsWithin;
  return isCertain ? { models: found, hints: [] } : { models: [], hints: found };
}

const isTelling =
  (setting: Setting) =>
  (index: number): boolean =>
    Number.isFinite(setting.right(index).high) && Number.isFinite(setting.right(index).bound);

/** Smaller errors are no smaller than those of correct roundings. */
const noise = 0.25;

/** Root mean square of error ÷ (u·P + the last rounding); ∞ if an output is outside the bound of the model. */
function residual(setting: Setting, model: Hypothesis, sample: readonly number[]): number {
  const u = 2 ** -setting.model.accumulator.precision;
  let [sum, count] = [0, 0];
  for (const index of sample) {
    const prediction = model.predict(index);
    if (prediction === undefined || prediction.absoluteSum === 0) continue;
    const error = differenceFrom(setting.computed(index), prediction);
    if (!(Math.abs(error) <= prediction.bound)) return Number.POSITIVE_INFINITY;
    const last = setting.predictor.rule.bound(0, Math.abs(prediction.high), 0);
    sum += (error / (u * prediction.absoluteSum + last)) ** 2;
    count++;
  }
  return count === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(sum / count);
}

function plainest(models: readonly Hypothesis[]): readonly Hypothesis[] {
  const least = Math.min(...models.map(({ rank }) => rank));
  return models.filter(({ rank }) => rank === least);
}

/** On a larger sample. */
function confirmed(setting: Setting, models: readonly Hypothesis[]): readonly FoundModel[] {
  if (models.length > 3) return [];
  const sample = spread(setting.outputs, sampleSize(setting, 512)).filter(isTelling(setting));
  return models.flatMap((model) => {
    const { tried, explained } = examine(setting, model, sample, { grid: 0, pool: new Float64Array() }, true);
    if (explained < tried) return [];
    const { id, words, inputs } = model;
    const rootMeanSquare = residual(setting, model, sample);
    return [{ id, words, tried, explained, rootMeanSquare, ...(inputs === undefined ? {} : { inputs }) }];
  });
}
