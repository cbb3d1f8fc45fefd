import type { Terms } from './gather.ts';
import { type Hypothesis, ranks } from './hypothesis.ts';
import { differenceFrom, type Prediction } from './prediction.ts';
import type { Setting } from './setting.ts';

/** More candidates than this are no evidence for any of them. */
const mostCandidates = 64;

/** Some terms that were left out or added twice: the bias, a channel, a tap, a product, or all from a place on. */
export function* otherTerms(setting: Setting, wrong: readonly number[]): Generator<Hypothesis> {
  yield* biases(setting);
  if (setting.question.operation.kind === 'dot' || setting.question.operation.kind === 'matmul')
    yield* reversed(setting);
  else if (setting.question.operation.kind === 'conv') yield* reversedChannels(setting);
  const [first] = wrong;
  if (first === undefined) return;
  for (const group of groups(setting)) {
    yield* dropped(setting, group, first, -1);
    yield* dropped(setting, group, first, 1);
  }
  yield* stopped(setting, first);
}

type Change = (terms: Terms) => Terms;

const changed = (
  setting: Setting,
  fields: Pick<Hypothesis, 'id' | 'words' | 'rank' | 'family'>,
  change: Change,
): Hypothesis => ({
  ...fields,
  predict: (index): Prediction => setting.predictor.of(change(setting.termsAt(index))),
});

function* biases(setting: Setting): Generator<Hypothesis> {
  if (setting.question.bias === undefined) return;
  const rank = ranks.question;
  const without: Change = (terms) => ({ ...terms, bias: 0 });
  yield changed(setting, { id: 'missing-bias', words: 'the bias is missing', rank }, without);
  const twice: Change = (terms) => ({ ...terms, bias: 2 * terms.bias });
  yield changed(setting, { id: 'bias-twice', words: 'the bias is added twice', rank }, twice);
  const negative: Change = (terms) => ({ ...terms, bias: -terms.bias });
  yield changed(setting, { id: 'bias-sign', words: 'the bias is subtracted', rank }, negative);
}

/** A convolution in place of a product, or factors one place apart. */
function* reversed(setting: Setting): Generator<Hypothesis> {
  const rank = ranks.question;
  const backward: Change = (terms) => ({ ...terms, right: terms.right.slice().reverse() });
  const words = 'the terms of one factor are taken in reverse order';
  yield changed(setting, { id: 'reversed-factor', words, rank }, backward);
  for (const [by, side] of [
    [1, 'right'],
    [-1, 'left'],
  ] as const) {
    // biome-ignore format: pairs
    const apart: Change = (terms) => {
      const right = terms.right.map((_, t) => terms.right[t + by] ?? 0);
      return { ...terms, right };
    };
    const fields = { id: 'shifted-factor', words: `the ${side} factor begins one place too late`, rank: ranks.lost };
    yield changed(setting, fields, apart);
  }
}

/** BGR for RGB; of four channels also BGRA for RGBA. */
function* reversedChannels(setting: Setting): Generator<Hypothesis> {
  const { channels } = setting.question.geometry;
  if (channels < 2) return;
  const backward = (count: number): Change => {
    const of = (channel: number): number => (channel < count ? count - 1 - channel : channel);
    return (terms) => ({
      ...terms,
      left: terms.left.map((_, t) => terms.left[t - (t % channels) + of(t % channels)]!),
    });
  };
  const fields = { id: 'reversed-channels', rank: ranks.question };
  const all = 'the input channels are in reverse order, as BGR for RGB';
  yield changed(setting, { ...fields, words: all }, backward(channels));
  if (channels !== 4) return;
  const three = 'the first three input channels are in reverse order, as BGRA for RGBA';
  yield changed(setting, { ...fields, words: three }, backward(3));
}

/** A way to divide the terms into groups, of which one may be missing. */
interface Grouping {
  readonly id: string;
  readonly groups: number;
  readonly groupOf: (tap: number, channel: number) => number;
  readonly words: (group: number) => string;
  /** Of some group, if the data do not say which. */
  readonly any: string;
  readonly rank: number;
}

function groups({ question: { geometry, operation } }: Setting): readonly Grouping[] {
  const { kernelRows, kernelColumns, channels } = geometry;
  const taps = kernelRows * kernelColumns;
  const conv = operation.kind === 'conv';
  const noun = conv ? 'input channel' : operation.kind === 'sum' ? 'number' : 'product';
  const last = (group: number, count: number): string =>
    group === count - 1 ? ', the last' : group === 0 ? ', the first' : '';
  const all: Grouping[] = [];
  if (channels > 1) {
    all.push({
      ...{ id: conv ? 'channel' : 'term', groups: channels, groupOf: (_, channel) => channel, rank: ranks.lost },
      words: (group) => `${noun} ${group} of 0…${channels - 1}${last(group, channels)},`,
      any: `one ${noun}`,
    });
  }
  if (taps > 1) {
    const place = (tap: number): string => `(${Math.floor(tap / kernelColumns)}, ${tap % kernelColumns})`;
    all.push({
      ...{ id: 'tap', groups: taps, groupOf: (tap) => tap, rank: ranks.lost },
      words: (group) => `tap ${place(group)} of the kernel${last(group, taps)},`,
      any: 'one tap of the kernel',
    });
    if (channels > 1) {
      all.push({
        ...{
          id: 'term',
          groups: taps * channels,
          groupOf: (tap, channel) => tap * channels + channel,
          rank: ranks.part,
        },
        words: (group) => `the product of tap ${place(Math.floor(group / channels))} and channel ${group % channels}`,
        any: 'one product',
      });
    }
  }
  return all;
}

/** One group missing (sign −1) or added twice (sign 1). */
function* dropped(setting: Setting, grouping: Grouping, first: number, sign: 1 | -1): Generator<Hypothesis> {
  const terms = setting.termsAt(first);
  const sums = new Float64Array(grouping.groups);
  forEachTerm(terms, (t, tap, channel) => {
    sums[grouping.groupOf(tap, channel)]! += terms.left[t]! * terms.right[t]!;
  });
  const right = setting.right(first);
  const wanted = differenceFrom(setting.computed(first), right) * terms.divisor;
  const slack = slackAt(setting, first) * terms.divisor;
  const candidates = [...sums.keys()].filter((group) => Math.abs(sign * sums[group]! - wanted) <= slack);
  if (candidates.length > mostCandidates) return;
  const verb = sign < 0 ? 'is missing' : 'is added twice';
  const id = sign < 0 ? `missing-${grouping.id}` : `${grouping.id}-twice`;
  const family = { id, words: `${grouping.any} ${verb}; these data do not show which` };
  for (const group of candidates) {
    const words = `${grouping.words(group)} ${verb}`;
    yield changed(setting, { id, words, rank: grouping.rank, family }, (all) => {
      const factors = all.right.slice();
      forEachTerm(all, (t, tap, channel) => {
        if (grouping.groupOf(tap, channel) === group) factors[t] = sign < 0 ? 0 : factors[t]! * 2;
      });
      return { ...all, right: factors };
    });
  }
}

/** What two roundings of an output may differ by, if it is as large as it was computed or as it should be. */
function slackAt({ predictor: { rule }, computed, right }: Setting, index: number): number {
  const { bound, nonZero, absoluteSum } = right(index);
  const size = Math.abs(computed(index));
  return bound + Math.max(bound, rule.bound(rule.sumBound(nonZero, absoluteSum), size, absoluteSum));
}

function forEachTerm({ taps, channels }: Terms, visit: (t: number, tap: number, channel: number) => void): void {
  for (let i = 0, t = 0; i < taps.length; i++)
    for (let channel = 0; channel < channels; channel++, t++) visit(t, taps[i]!, channel);
}

/** Loops that end too early or begin too late. Places without a pixel are counted. */
function* stopped(setting: Setting, first: number): Generator<Hypothesis> {
  const terms = setting.termsAt(first);
  const { channels } = terms;
  const n = setting.terms;
  const sums = new Float64Array(n + 1);
  forEachTerm(terms, (t, tap, channel) => {
    sums[tap * channels + channel + 1] = terms.left[t]! * terms.right[t]!;
  });
  for (let m = 1; m <= n; m++) sums[m]! += sums[m - 1]!;
  const right = setting.right(first);
  const slack = slackAt(setting, first) * terms.divisor;
  const wanted = differenceFrom(setting.computed(first), right) * terms.divisor;
  const total = sums[n]!;
  const heads: number[] = [];
  const tails: number[] = [];
  // One term less or one term more is a missing term; none is an unwritten output.
  for (let m = 1; m < n - 1; m++) {
    if (Math.abs(sums[m]! - total - wanted) <= slack) heads.push(m);
    if (m > 1 && Math.abs(sums[m]! + wanted) <= slack) tails.push(m);
  }
  const keep =
    (holds: (t: number) => boolean): Change =>
    (all) => {
      const factors = all.right.slice();
      forEachTerm(all, (t, tap, channel) => {
        if (!holds(tap * channels + channel)) factors[t] = 0;
      });
      return { ...all, right: factors };
    };
  const rank = ranks.part;
  const family = { id: 'stopped-early', words: 'the loop over the terms ends too early; these data do not show where' };
  if (heads.length <= mostCandidates) {
    for (const m of heads) {
      const width = [8, 4, 16, 32].find((k) => n % k === n - m);
      const hint = width === undefined ? '' : `, the rest of a division by ${width}`;
      const words = `the last ${n - m} of ${n} terms are missing${hint}`;
      yield changed(
        setting,
        { id: 'stopped-early', words, rank, family },
        keep((t) => t < m),
      );
    }
  }
  const begun = { id: 'started-late', words: 'the loop over the terms begins too late; these data do not show where' };
  if (tails.length > mostCandidates) return;
  for (const m of tails) {
    const words = `the first ${m} of ${n} terms are missing`;
    yield changed(
      setting,
      { id: 'started-late', words, rank, family: begun },
      keep((t) => t >= m),
    );
  }
}
