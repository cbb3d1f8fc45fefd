import { formatOfType } from '../../float/element-type.ts';
import { binary32, binary64, type Format } from '../../float/format.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { AlgorithmRecord } from '../judgement.ts';
import { sampleSize } from './find-faults.ts';
import type { Terms } from './gather.ts';
import { roundOnce } from './narrow.ts';
import { type OwnSum, ownSums, sumAlong, toFormat } from './own-sums.ts';
import { spread } from './sample.ts';
import type { Setting } from './setting.ts';

/** Longer sums are not tried: a tree has an object for each term. */
const longest = 2 ** 17;
const mostCompared = 48;

/**
 * Known algorithms with this accumulator that give every output of a sample bit for bit, the plainest first. A match
 * must differ from the correctly rounded result somewhere: else it tells nothing about the order.
 */
export function matchSums(setting: Setting, accumulator: Format): readonly AlgorithmRecord[] {
  const { question, type, terms } = setting;
  const format = formatOfType(type);
  if (format === undefined || terms > longest || terms < 2) return [];
  const sample = comparable(setting);
  if (sample.length === 0) return [];
  const exactTerms = question.right === undefined;
  const wider = accumulator.precision < 24 ? binary32 : accumulator.precision < 53 ? binary64 : undefined;
  const sums = [...ownSums(accumulator, exactTerms), ...(wider === undefined ? [] : ownSums(wider, true).slice(0, 1))];
  const found: AlgorithmRecord[] = [];
  const { kernelRows, kernelColumns, channels } = question.geometry;
  const orders =
    kernelRows * kernelColumns > 1 && channels > 1
      ? (['rows, columns, channels', 'channels, rows, columns'] as const)
      : (['rows, columns, channels'] as const);
  for (const own of sums) {
    for (const order of orders) {
      if (!sample.every((index) => isEqual(setting, own, order, format, index))) continue;
      const telling = sample.filter((index) => differsFromRounded(setting, format, index)).length;
      const manner = order === 'rows, columns, channels' || orders.length === 1 ? '' : ', channels outermost';
      const { name, words } = own;
      if (telling > 0) found.push({ name, order, words: `${words}${manner}`, compared: sample.length, telling });
    }
  }
  return found;
}

/** On how many outputs of a sample a plain loop with this accumulator gives another number; of how many. */
export function missedByLoop(setting: Setting, accumulator: Format): readonly [missed: number, compared: number] {
  const format = formatOfType(setting.type);
  if (format === undefined || setting.terms > longest || setting.terms < 2) return [0, 0];
  const sample = comparable(setting);
  const loops = ownSums(accumulator, false).slice(0, 2);
  const missed = sample.filter((index) =>
    loops.every((own) => !isEqual(setting, own, 'rows, columns, channels', format, index)),
  );
  return [missed.length, sample.length];
}

/** A sample of outputs that have all their terms, if there are some. */
function comparable(setting: Setting): readonly number[] {
  const { kernelRows, kernelColumns } = setting.question.geometry;
  const all = spread(setting.outputs, 4 * sampleSize({ terms: setting.terms * 8 }, mostCompared));
  const finite = all.filter(
    (index) => Number.isFinite(setting.computed(index)) && Number.isFinite(setting.right(index).high),
  );
  const whole = finite.filter((index) => setting.termsAt(index).taps.length === kernelRows * kernelColumns);
  return (whole.length >= 4 ? whole : finite).slice(0, mostCompared);
}

function isEqual(
  setting: Setting,
  own: OwnSum,
  order: AlgorithmRecord['order'],
  format: Format,
  index: number,
): boolean {
  const terms = setting.termsAt(index);
  const { left, right } = order === 'rows, columns, channels' ? terms : channelsFirst(terms);
  if (left.length === 0) return setting.computed(index) === terms.bias;
  const { kernelColumns } = setting.question.geometry;
  const isWhole = terms.taps.length % kernelColumns === 0;
  const [rows, columns] = isWhole ? [terms.taps.length / kernelColumns, kernelColumns] : [1, terms.taps.length];
  const window =
    setting.question.operation.kind === 'conv'
      ? { rows, columns, channels: terms.channels }
      : { rows: 1, columns: left.length, channels: 1 };
  const total = sumAlong(treeOf(own, left.length, window), own, left, right);
  const plus = (a: number, b: number): number => toFormat(own.accumulator, a + b);
  const mean = terms.divisor === 1 ? total : toFormat(own.accumulator, total / terms.divisor);
  const sum = terms.biased ? plus(mean, terms.bias) : mean;
  return toFormat(format, sum) === setting.computed(index);
}

const trees = new WeakMap<OwnSum['tree'], { readonly key: string; readonly tree: SummationTree }>();

/** The last tree of each scheme is kept: neighbouring outputs have the same. */
function treeOf({ tree }: OwnSum, n: number, window: WindowShape): SummationTree {
  const key = `${n} ${window.rows} ${window.columns} ${window.channels}`;
  const known = trees.get(tree);
  if (known?.key === key) return known.tree;
  const made = tree(n, window);
  trees.set(tree, { key, tree: made });
  return made;
}

function channelsFirst({ left, right, taps, channels }: Terms): Pick<Terms, 'left' | 'right'> {
  const moved = (from: Float64Array): Float64Array =>
    from.map((_, t) => from[(t % taps.length) * channels + Math.floor(t / taps.length)]!);
  return { left: moved(left), right: moved(right) };
}

function differsFromRounded(setting: Setting, format: Format, index: number): boolean {
  const { high, low } = setting.right(index);
  return roundOnce(format, high, low) !== setting.computed(index);
}
