import { lowestBit } from '../../float/dyadic.ts';
import type { RoundingMode } from '../../float/format.ts';
import type { SmallRange } from '../../sums/narrow-inputs.ts';
import type { Entry, Oracle } from '../oracle.ts';

/** Which numbers the black box accepts. */
export interface NumberRanges {
  /** What no term at all adds up to. */
  readonly bias: number;
  /** Inputs, or sums, end at 65504, as in binary16, or inputs earlier. */
  readonly smallInputs: boolean;
  /** Small inputs below the smallest normal number become 0. */
  readonly flushesSmall?: boolean;
  /** Where small inputs end. Absent: as in binary16. */
  readonly inputRange?: SmallRange;
  readonly smallSums: boolean;
}

/** How to write numbers on leaves so that they stay in these ranges. */
export interface ProbeNumbers {
  /** The exponent of the number that stands for 1. */
  readonly one: number;
  /** The largest distance below `one` that an exponent can have. */
  readonly depth: number;
  /** significand · 2^(one + exponent) on a leaf. */
  readonly put: (leaf: number, exponent: number, significand?: number) => Entry;
}

export function numbersFor(ranges: NumberRanges): ProbeNumbers {
  const { smallInputs, smallSums, bias, inputRange, flushesSmall = false } = ranges;
  const small = numbersOfRange[inputRange ?? 'binary16'];
  const one = smallSums ? 13 : smallInputs ? small.one : bias === 0 ? 0 : Math.log2(scaleBeside(bias));
  return {
    one,
    depth: smallSums ? 36 : smallInputs ? small.depth - (flushesSmall ? flushedPlaces : 0) : 75,
    put: (leaf, exponent, significand = 1) => {
      const [left, right] = factorsOf(one + exponent, ranges);
      return [leaf, significand * left, right];
    },
  };
}

/**
 * The exponent that stands for 1, so that 3 times as much is a product of two inputs, and the distance to the smallest
 * product.
 */
const numbersOfRange: Readonly<Record<SmallRange, { readonly one: number; readonly depth: number }>> = {
  binary16: { one: 27, depth: 75 },
  e5m2: { one: 27, depth: 59 },
  e4m3: { one: 14, depth: 32 },
};

/** By so many places the smallest product is larger if both its factors must be normal numbers of binary16. */
export const flushedPlaces = 20;

/** 2^exponent as a product of two powers of two that are valid inputs. */
export function factorsOf(exponent: number, { smallInputs, smallSums }: NumberRanges): readonly [number, number] {
  if (!smallInputs && !smallSums && Math.abs(exponent) <= 120) return [2 ** exponent, 1];
  return [2 ** Math.ceil(exponent / 2), 2 ** Math.floor(exponent / 2)];
}

/**
 * A power of two so far above a constant that the constant disappears beside 2^-60 of it in binary64. It is smaller
 * where it would come near overflow.
 */
export function scaleBeside(bias: number): number {
  if (bias === 0 || !Number.isFinite(bias)) return 1;
  return 2 ** Math.min(120, Math.ceil(Math.log2(Math.abs(bias))) + 125);
}

/**
 * For each series of vectors, the largest k from `least` to `most` whose vector is kept; `least` − 1 if none is. All
 * vectors up to some k must be kept, and none above. All series are bisected side by side, one round a step.
 */
export async function largestKept(
  oracle: Oracle,
  series: readonly ((k: number) => readonly Entry[])[],
  least: number,
  most: number,
  isKept: (answer: number, k: number, index: number) => boolean,
): Promise<readonly number[]> {
  const low = series.map(() => least - 1);
  const high = series.map(() => most + 1);
  for (;;) {
    const open = series
      .map((vectorAt, index) => ({ vectorAt, index, middle: (low[index]! + high[index]!) >> 1 }))
      .filter(({ index }) => high[index]! - low[index]! > 1);
    if (open.length === 0) return low;
    const answers = await oracle.askEntries(open.map(({ vectorAt, middle }) => vectorAt(middle)));
    for (const [place, { index, middle }] of open.entries()) {
      if (isKept(answers[place]!, middle, index)) low[index] = middle;
      else high[index] = middle;
    }
  }
}

/** What decides which numbers can be put to a black box. */
export interface Conditions extends NumberRanges {
  /**
   * The fewest significant bits, at most 24, that a single term keeps in its inputs, its product and all sums on its
   * way.
   */
  readonly bits: number;
  readonly rounding: RoundingMode;
  /** Sums look as if rounded toward zero, but a tiny term does not move a large one: these are fused adders. */
  readonly truncatesTerms: boolean;
}

/**
 * Probes single terms and leaves 0 and 1 before the tree is known. Costs 3n + 17 calls in 11 rounds.
 *
 * - bias: all terms are +0.
 * - ranges: 2^16 · 2^-10 on leaf 0 is not 2^6 if inputs end at 65504. Then 2^15 · 1 is not 2^15 if they end at 448,
 *   and 1.125 is not 1.125 if they are those of e5m2, of 3 bits. Otherwise 2^-15 · 2^14 is 0 if subnormal inputs are
 *   flushed. 2^10 · 2^10 on a leaf is not 2^20 if a sum on its way ends there; of inputs that end at 448, 2^8 · 2^8 is
 *   asked.
 * - bits: 1.0101…01 and 1.0010…10, of 24 bits, one at a time on every leaf. One has its ones at odd places, the other
 *   at even ones, so with p bits one of them keeps a 1 at 2^-(p − 1), and no rounding puts a 1 below. The lower of the
 *   last bits of both answers gives p, for the narrowest step on the way.
 * - rounding: let 1 + 2^-k be exact up to k = p − 1, so that 1 + u with u = 2^-(p − 1) is the next number after 1. Ask
 *   1 + ¾u and 1 + ¼u, and their negatives. To nearest, only those with ¾ move; toward zero none does; upward or
 *   downward, both of one sign do. Then ask −1 and a tiny number: rounding toward zero moves −1, unless terms are
 *   truncated before they are added.
 */
export async function probeConditions(oracle: Oracle): Promise<Conditions> {
  const { n } = oracle;
  const bias = (await oracle.askEntries([[]]))[0]!;
  const scale = scaleBeside(bias);
  const each = Array.from({ length: n }, (_, leaf) => leaf);
  const [ofLarge, ofLess, ofEighths, ofTiny] = await oracle.askEntries([
    [[0, 2 ** 16, 2 ** -10]],
    [[0, 2 ** 15, 1]],
    [[0, 1.125, 1]],
    [[0, 2 ** -15, 2 ** 14]],
  ]);
  const smallInputs = bias === 0 && ofLarge !== 2 ** 6;
  const small: SmallRange | undefined = ofLess !== 2 ** 15 ? 'e4m3' : ofEighths !== 1.125 ? 'e5m2' : undefined;
  const inputRange = smallInputs ? small : undefined;
  const flushesSmall = smallInputs && small === undefined && ofTiny === 0;
  const some = inputRange === 'e4m3' ? 2 ** 8 : 2 ** 10;
  const answers = await oracle.askEntries([
    ...each.map((leaf): Entry[] => [[leaf, some, some]]),
    ...patterns.flatMap((pattern) => each.map((leaf): Entry[] => [[leaf, scale * pattern, 1]])),
  ]);
  const smallSums = bias === 0 && each.some((leaf) => answers[leaf] !== some ** 2);
  const bitsOf = (answer: number): number =>
    answer === 0 || !Number.isFinite(answer) ? 1 : 1 - lowestBit(answer / scale);
  const bits = each.map((leaf) => Math.max(bitsOf(answers[n + leaf]!), bitsOf(answers[2 * n + leaf]!)));
  const known = { bias, smallInputs, smallSums };
  const ranges = { ...known, ...(inputRange && { inputRange }), ...(flushesSmall && { flushesSmall }) };
  return { ...ranges, bits: Math.max(1, Math.min(24, ...bits)), ...(await probeRounding(oracle, ranges)) };
}

const bitsAt = (places: readonly number[]): number => places.reduce((sum, place) => sum + 2 ** -place, 1);
const patterns: readonly number[] = [
  bitsAt(Array.from({ length: 12 }, (_, k) => 2 * k + 1)),
  bitsAt(Array.from({ length: 11 }, (_, k) => 2 * k + 2)),
];

async function probeRounding(
  oracle: Oracle,
  ranges: NumberRanges,
): Promise<Pick<Conditions, 'rounding' | 'truncatesTerms'>> {
  const { one, depth, put } = numbersFor(ranges);
  const pair = (sign: number, exponent: number, significand: number): Entry[] => [
    put(0, 0, sign),
    put(1, exponent, significand),
  ];
  const most = Math.min(66, depth - 2);
  const [last] = await largestKept(oracle, [(k) => pair(1, -k, 1)], 1, most, (answer, k) =>
    near(answer / 2 ** one - 1, 2 ** -k),
  );
  const half = -(last! + 1);
  const [moreUp, lessUp, moreDown, lessDown, tiny] = await oracle.askEntries([
    ...[1, -1].flatMap((sign) => [pair(sign, half, sign * 1.5), pair(sign, half - 1, sign)]),
    pair(-1, -depth, 1),
  ]);
  const moves = (answer: number | undefined): boolean => Math.abs(answer! / 2 ** one) !== 1;
  const pattern = [moreUp, lessUp, moreDown, lessDown].map((answer) => (moves(answer) ? 1 : 0)).join('');
  const rounding = ({ '0000': 'toward-zero', '1100': 'up', '0011': 'down' } as const)[pattern] ?? 'nearest-even';
  return { rounding, truncatesTerms: rounding === 'toward-zero' && !moves(tiny) };
}

/** Whether a number is within a quarter of the expected one. */
export function near(answer: number, expected: number): boolean {
  return Math.abs(answer - expected) < Math.abs(expected) / 4;
}
