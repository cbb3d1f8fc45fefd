import { factorBound, numberBits, outputsOfChannel, shifted } from './fitted-values.ts';
import { type Hypothesis, ranks } from './hypothesis.ts';
import type { Prediction } from './prediction.ts';
import type { Setting } from './setting.ts';

/** Two outputs give scale and shift. Fewer others do not show that these are those of all. */
const leastOutputs = 8;

/** Scale and shift of a channel, from the two of its outputs that are farthest apart. */
interface Line {
  readonly scale: number;
  readonly shift: number;
  /** The exact values of these two, and how far their numbers may be from scale · exact + shift. */
  readonly exact: readonly [least: number, most: number];
  readonly off: readonly [least: number, most: number];
}

/** Right numbers that were multiplied by one unknown number and had another added, in each output channel its own. */
export function* scaledAndShifted(setting: Setting): Generator<Hypothesis> {
  const { operation, geometry } = setting.question;
  const isConv = operation.kind === 'conv';
  const channels = isConv ? geometry.parts * geometry.outputChannels : geometry.outputChannels;
  if (!isConv && channels === 1) return;
  const lines = new Map<number, Line | undefined>();
  const lineOf = (index: number): Line | undefined => {
    const { part, channel } = setting.placeOf(index);
    const key = isConv ? part * geometry.outputChannels + channel : channel;
    if (!lines.has(key)) lines.set(key, lineThrough(setting, outputsOfChannel(setting, index)));
    return lines.get(key);
  };
  const axis = channels === 1 ? 'the output channel' : isConv ? 'each output channel' : 'each column';
  yield {
    ...{ id: 'scaled-and-shifted', rank: ranks.fittedTwice },
    words: `${axis} is multiplied by a constant and has one added, as by a folded batch normalisation`,
    predict: (index) => {
      const line = lineOf(index);
      return line === undefined ? { ...setting.right(index), high: Number.NaN } : predicted(setting, index, line);
    },
    // The two outputs that gave the line tell nothing, and others as far as they are away from both.
    bits: (index) => {
      const line = lineOf(index);
      if (line === undefined) return 0;
      const { high } = setting.right(index);
      const apart = Math.min(...line.exact.map((one) => Math.abs(high - one))) * Math.abs(line.scale);
      return numberBits(setting, index, apart, predicted(setting, index, line).bound);
    },
  };
}

function lineThrough(setting: Setting, indices: readonly number[]): Line | undefined {
  const known = indices.filter((index) => Number.isFinite(setting.right(index).high));
  if (known.length < leastOutputs) return undefined;
  const ascending = known.toSorted((one, other) => setting.right(one).high - setting.right(other).high);
  const [first, last] = [ascending[0]!, ascending.at(-1)!];
  const exact = [setting.right(first).high, setting.right(last).high] as const;
  const scale = (setting.computed(last) - setting.computed(first)) / (exact[1] - exact[0]);
  const shift = setting.computed(first) - scale * exact[0];
  if (!Number.isFinite(shift) || scale === 0) return undefined;
  const off = [first, last].map((index) => scaled(setting, index, scale, shift).bound) as [number, number];
  // A scale that is not surely other than 0 explains everything that is constant.
  return Math.abs(scale) * (exact[1] - exact[0]) > 8 * (off[0] + off[1]) ? { scale, shift, exact, off } : undefined;
}

/** As an implementation of this scale and shift gives it, in any order, whether the weights are scaled or the sums. */
function scaled(setting: Setting, index: number, scale: number, shift: number): Prediction {
  const sum = shifted(setting, index, shift / scale);
  const high = setting.right(index).high * scale + shift;
  const size = Math.max(Math.abs(high), Math.abs(shift), Math.abs(high - shift));
  return { ...sum, high, low: 0, bound: factorBound(setting, sum, size, scale) };
}

/** The line itself is off by what the two outputs are. */
function predicted(setting: Setting, index: number, { scale, shift, exact, off }: Line): Prediction {
  const one = scaled(setting, index, scale, shift);
  const { high } = setting.right(index);
  const [least, most] = exact;
  const ofLine = (off[0] * Math.abs(high - most) + off[1] * Math.abs(high - least)) / (most - least);
  return { ...one, bound: one.bound + ofLine };
}
