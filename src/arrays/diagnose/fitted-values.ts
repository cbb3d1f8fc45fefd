import { formatOfType } from '../../float/element-type.ts';
import { offsetOf } from '../axes.ts';
import { halfUlp } from '../rounding-rule.ts';
import { gridOf } from './examine.ts';
import { type Hypothesis, ranks } from './hypothesis.ts';
import { differenceFrom, type Prediction } from './prediction.ts';
import { spread } from './sample.ts';
import type { Setting } from './setting.ts';

/** Fewer outputs do not show that they differ by one number. */
const leastOutputs = 8;
/** So many outputs give the number. */
const mostFitted = 12;
/** Terms that may be read for this, which bounds the time. */
const budget = 2 ** 23;

/** Right numbers to which one unknown number was added, or that were multiplied by one: in all, or in each channel. */
export function* fittedValues(setting: Setting): Generator<Hypothesis> {
  const { question } = setting;
  const { parts, outputChannels } = question.geometry;
  const isConv = question.operation.kind === 'conv';
  const channels = isConv ? parts * outputChannels : outputChannels;
  const lost = question.bias === undefined ? 'was --bias forgotten' : 'is --bias of another layer';
  const all = fitsOf(setting, () => spread(setting.outputs, mostFitted));
  const onlyChannel = isConv && channels === 1 ? `: ${lost}?` : '';
  yield offset(setting, all, ranks.fitted, () => {
    const { low, high } = all(0, offsetInterval);
    const size = low < 0 ? { low: -high, high: -low } : { low, high };
    return `every output is ${numberText(size)} too ${low < 0 ? 'small' : 'large'}${onlyChannel}`;
  });
  yield factor(
    setting,
    all,
    ranks.fitted,
    () => `every output is ${numberText(all(0, factorInterval))} times the exact value`,
  );
  if (channels === 1) return;
  const each = fitsOf(setting, (index) => outputsOfChannel(setting, index));
  const axis = isConv ? 'output channel' : 'column';
  const why = isConv ? `: ${lost}?` : ', as a bias';
  yield offset(setting, each, ranks.fittedInChannels, () => `each ${axis} has a constant added${why}`);
  const scale = isConv ? ', as a batch norm without a shift' : '';
  yield factor(setting, each, ranks.fittedInChannels, () => `each ${axis} is multiplied by a constant${scale}`);
}

/** The numbers that explain an output; none if `low` > `high`. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

const none: Interval = { low: 1, high: 0 };
const middle = ({ low, high }: Interval): number => low + (high - low) / 2;

type IntervalOf = (setting: Setting, index: number) => Interval | undefined;
/** What explains the outputs that go together with this one. */
type Fits = (index: number, intervalOf: IntervalOf) => Interval;

function fitsOf(setting: Setting, together: (index: number) => readonly number[]): Fits {
  const known = new Map<string, Interval>();
  let left = budget;
  return (index, intervalOf) => {
    const indices = together(index);
    const key = `${intervalOf.name} ${indices[0]}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    let fitted = 0;
    for (const one of indices) {
      left -= setting.terms + 64;
      const interval = intervalOf(setting, one);
      if (interval === undefined) continue;
      fitted++;
      [low, high] = [Math.max(low, interval.low), Math.min(high, interval.high)];
      if (!(low <= high) || left < 0) break;
    }
    const fit = fitted >= leastOutputs && low <= high && left >= 0 ? { low, high } : none;
    known.set(key, fit);
    return fit;
  };
}

/** Some outputs of the channel of this one: of all images and places. */
export function outputsOfChannel({ question, placeOf }: Setting, index: number): readonly number[] {
  const place = placeOf(index);
  const { batch, outputRows: rows, outputColumns: columns } = question.geometry;
  const isConv = question.operation.kind === 'conv';
  const parts = isConv ? 1 : question.geometry.parts;
  return spread(parts * batch * rows * columns, mostFitted).map((ordinal) => {
    const steps = [
      (isConv ? place.part : 0) + Math.floor(ordinal / columns / rows / batch),
      Math.floor(ordinal / columns / rows) % batch,
      Math.floor(ordinal / columns) % rows,
      ordinal % columns,
      place.channel,
    ];
    return question.outputAxes.reduce((sum, axis, at) => sum + offsetOf(axis, steps[at]!), 0);
  });
}

/** As if a bias were added, or a term of a mean. */
export function shifted({ predictor, termsAt }: Setting, index: number, by: number): Prediction {
  const terms = termsAt(index);
  return predictor.of({ ...terms, bias: terms.bias + by * terms.divisor });
}

function offsetInterval(setting: Setting, index: number): Interval | undefined {
  const by = differenceFrom(setting.computed(index), setting.right(index));
  if (!Number.isFinite(by)) return Number.isFinite(setting.right(index).high) ? none : undefined;
  const { bound } = shifted(setting, index, by);
  return { low: by - bound, high: by + bound };
}

/** Of an output times a factor: sums, factor, product and result are rounded, or every term is. */
export function factorBound(
  { type, predictor }: Setting,
  { bound, absoluteSum }: Prediction,
  value: number,
  by: number,
): number {
  const format = formatOfType(type);
  const rounding = format === undefined ? 1 : 6 * halfUlp(Math.abs(value) || 2 ** format.minExponent, format);
  return (bound + absoluteSum * predictor.rule.unit) * Math.abs(by) + rounding;
}

function factorInterval(setting: Setting, index: number): Interval | undefined {
  const right = setting.right(index);
  const computed = setting.computed(index);
  if (!Number.isFinite(right.high)) return undefined;
  if (!Number.isFinite(computed)) return none;
  // What cancels to nearly nothing says nothing of the factor.
  if (Math.abs(right.high) <= 4 * right.bound) return undefined;
  const by = computed / right.high;
  const slack = factorBound(setting, right, computed, by) / Math.abs(right.high);
  return { low: by - slack, high: by + slack };
}

function offset(setting: Setting, fits: Fits, rank: number, words: () => string): Hypothesis {
  return fitted(setting, fits, offsetInterval, { id: 'constant-added', rank }, words, (index, by) =>
    shifted(setting, index, by),
  );
}

function factor(setting: Setting, fits: Fits, rank: number, words: () => string): Hypothesis {
  return fitted(setting, fits, factorInterval, { id: 'factor', rank }, words, (index, by) => {
    const right = setting.right(index);
    const high = right.high * by;
    return { ...right, high, low: 0, bound: factorBound(setting, right, high, by) };
  });
}

function fitted(
  setting: Setting,
  fits: Fits,
  intervalOf: IntervalOf,
  fields: Pick<Hypothesis, 'id' | 'rank'>,
  words: () => string,
  predictionFor: (index: number, by: number) => Prediction,
): Hypothesis {
  const firsts = new Map<Interval, number>();
  const predict = (index: number): Prediction => {
    const fit = fits(index, intervalOf);
    const prediction = predictionFor(index, middle(fit));
    if (fit.low > fit.high) return { ...prediction, high: Number.NaN };
    const width = (fit.high - fit.low) / 2;
    const size = intervalOf === factorInterval ? Math.abs(setting.right(index).high) : 1;
    return { ...prediction, bound: prediction.bound + width * size };
  };
  return {
    ...fields,
    /** Asked once it explains the outputs, because the number is in it. */
    get words() {
      return words();
    },
    predict,
    // The first output gives the number. Others tell something as far as their exact values differ from its.
    bits: (index) => {
      const fit = fits(index, intervalOf);
      const first = firsts.get(fit) ?? index;
      firsts.set(fit, first);
      const apart = Math.abs(setting.right(index).high - setting.right(first).high);
      return numberBits(setting, index, apart, predict(index).bound);
    },
  };
}

const grids = new WeakMap<Setting, number>();

/** How much an output tells of a fitted number: `apart` is how far it is from those that gave the number. */
export function numberBits(setting: Setting, index: number, apart: number, bound: number): number {
  if (setting.computed(index) === 0) return 0;
  // Of whole numbers, small ones differ by the same number by chance.
  const grid = grids.get(setting) ?? gridOf(setting, spread(setting.outputs, 8));
  grids.set(setting, grid);
  const far = Math.abs(differenceFrom(setting.computed(index), setting.right(index)));
  return Math.max(0, Math.min(20, Math.log2(Math.min(apart, far) / (4 * bound + grid / 2))));
}

/** The fewest digits within an interval, but no more than six. */
function numberText({ low, high }: Interval): string {
  const centre = middle({ low, high });
  for (let digits = 1; digits <= 6; digits++) {
    const near = Number(centre.toPrecision(digits));
    if (near >= low && near <= high) return String(near);
  }
  return `about ${Number(centre.toPrecision(6))}`;
}
