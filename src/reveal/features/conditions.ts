import type { RoundingMode } from '../../float/format.ts';
import { lowestBit } from '../../float/lowest-bit.ts';
import type { Entry, Oracle } from '../oracle.ts';

/** Where numbers have to stay. */
export interface NumberRanges {
  /** What no term at all adds up to. */
  readonly bias: number;
  /** Inputs, or sums, end at 65504, as in binary16. */
  readonly smallInputs: boolean;
  readonly smallSums: boolean;
}

/** How numbers are put on leaves, so that they stay in the ranges that a box has. */
export interface ProbeNumbers {
  /** The exponent of what stands for 1. */
  readonly one: number;
  /** The least exponent below `one` that can be reached. */
  readonly depth: number;
  /** significand · 2^(one + exponent) on a leaf. */
  readonly put: (leaf: number, exponent: number, significand?: number) => Entry;
}

export function numbersFor(ranges: NumberRanges): ProbeNumbers {
  const { smallInputs, smallSums, bias } = ranges;
  const one = smallSums ? 13 : smallInputs ? 27 : bias === 0 ? 0 : Math.log2(scaleBeside(bias));
  return {
    one,
    depth: smallSums ? 36 : 75,
    put: (leaf, exponent, significand = 1) => {
      const [left, right] = factorsOf(one + exponent, ranges);
      return [leaf, significand * left, right];
    },
  };
}

/** 2^exponent as a product of two powers of two that inputs can be. */
export function factorsOf(exponent: number, { smallInputs, smallSums }: NumberRanges): readonly [number, number] {
  if (!smallInputs && !smallSums && Math.abs(exponent) <= 120) return [2 ** exponent, 1];
  return [2 ** Math.ceil(exponent / 2), 2 ** Math.floor(exponent / 2)];
}

/**
 * A power of two so far above a constant that 2^-60 of it, and the constant added to that in binary64, is as if there were no constant;
 * less where it would come near to overflow.
 */
export function scaleBeside(bias: number): number {
  if (bias === 0 || !Number.isFinite(bias)) return 1;
  return 2 ** Math.min(120, Math.ceil(Math.log2(Math.abs(bias))) + 125);
}

/**
 * For every subject the largest k from least to most whose vector is kept, where those up to some k are and the others are not; least − 1 if
 * none is. All subjects side by side, one round for every halving.
 */
export async function largestKept(
  oracle: Oracle,
  subjects: readonly ((k: number) => readonly Entry[])[],
  least: number,
  most: number,
  isKept: (answer: number, k: number, subject: number) => boolean,
): Promise<readonly number[]> {
  const low = subjects.map(() => least - 1);
  const high = subjects.map(() => most + 1);
  for (;;) {
    const open = subjects.flatMap((_, subject) => (high[subject]! - low[subject]! > 1 ? [subject] : []));
    if (open.length === 0) return low;
    const middles = open.map((subject) => (low[subject]! + high[subject]!) >> 1);
    const answers = await oracle.askEntries(open.map((subject, index) => subjects[subject]!(middles[index]!)));
    open.forEach((subject, index) => {
      const middle = middles[index]!;
      if (isKept(answers[index]!, middle, subject)) low[subject] = middle;
      else high[subject] = middle;
    });
  }
}

/** What decides which numbers may be put to a box. */
export interface Conditions extends NumberRanges {
  /** The fewest significant bits that are left of a single term, at most 24: of inputs, products and all sums on its way. */
  readonly bits: number;
  readonly rounding: RoundingMode;
  /** It looks as if sums were rounded toward zero, but a tiny term does not move a large one: fused adders. */
  readonly cutsTerms: boolean;
}

/**
 * Before a tree is known, from single terms and from the leaves 0 and 1 alone; 3n + 14 calls in 10 rounds.
 * - bias: all terms +0.
 * - ranges: 2^16 · 2^-10 on leaf 0 is not 2^6 if inputs end at 65504, and 2^10 · 2^10 on a leaf is not 2^20 if a sum on its way does. Both
 *   products are powers of two, so no number of bits changes them.
 * - bits: the numbers 1.0101…01 and 1.0010…10 of 24 bits, one at a time on every leaf. Cut to p bits, one of the two has a 1 at the place of the
 *   last one, 2^-(p − 1), as one has its ones at odd places and one at even ones; and rounded in any way neither has one below. So the
 *   lower of the last bits of both answers tells p, of the narrowest step on the way.
 * - rounding: let 1 and 2^-k add exactly up to k = p − 1, so that 1 + u with u = 2^-(p − 1) is the next number after 1. 1 + ¾u and 1 + ¼u, and their
 *   opposites: to nearest those of ¾ move on alone, toward zero none does, up or down both of one sign. Then −1 and a tiny
 *   number: toward zero moves it, unless terms are cut before they are added.
 */
export async function probeConditions(oracle: Oracle): Promise<Conditions> {
  const { n } = oracle;
  const bias = (await oracle.askEntries([[]]))[0]!;
  const scale = scaleBeside(bias);
  const each = Array.from({ length: n }, (_, leaf) => leaf);
  const answers = await oracle.askEntries([
    [[0, 2 ** 16, 2 ** -10]],
    ...each.map((leaf): Entry[] => [[leaf, 2 ** 10, 2 ** 10]]),
    ...patterns.flatMap((pattern) => each.map((leaf): Entry[] => [[leaf, scale * pattern, 1]])),
  ]);
  const smallInputs = bias === 0 && answers[0] !== 2 ** 6;
  const smallSums = bias === 0 && each.some((leaf) => answers[1 + leaf] !== 2 ** 20);
  const bitsOf = (answer: number): number =>
    answer === 0 || !Number.isFinite(answer) ? 1 : 1 - lowestBit(answer / scale);
  const bits = each.map((leaf) => Math.max(bitsOf(answers[1 + n + leaf]!), bitsOf(answers[1 + 2 * n + leaf]!)));
  const ranges = { bias, smallInputs, smallSums };
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
): Promise<Pick<Conditions, 'rounding' | 'cutsTerms'>> {
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
  return { rounding, cutsTerms: rounding === 'toward-zero' && !moves(tiny) };
}

/** Within a quarter. */
export function near(answer: number, expected: number): boolean {
  return Math.abs(answer - expected) < Math.abs(expected) / 4;
}
