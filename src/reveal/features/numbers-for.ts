import type { Entry } from '../vectors.ts';
import type { Ranges } from './ranges.ts';

/** How numbers are put on leaves, so that they stay in the ranges that a box has. */
export interface Numbers {
  /** The exponent of what stands for 1. */
  readonly one: number;
  /** The least exponent below `one` that can be reached. */
  readonly depth: number;
  /** significand · 2^(one + exponent) on a leaf. */
  readonly put: (leaf: number, exponent: number, significand?: number) => Entry;
}

export function numbersFor(ranges: Ranges): Numbers {
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
export function factorsOf(exponent: number, { smallInputs, smallSums }: Ranges): readonly [number, number] {
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
