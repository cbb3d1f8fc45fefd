import type { Oracle } from '../oracle.ts';
import type { Packing } from '../sieve/pack-queries.ts';
import { type Conditions, factorsOf, scaleBeside } from './conditions.ts';

/** A packing for the sieve, whose units are multiples of 2^unit. */
export interface MaskPlan {
  readonly packing: Packing;
  readonly unit: number;
}

/**
 * Masks and units for a box, the likeliest plan first. A mask M must swallow all units of a call in every addition, and what survives must be
 * kept in every one: with p bits a unit is swallowed below 2^(log2 M − p), and p units are kept.
 * - Full range: M = 2^100 and units from 1 up: swallowed in up to 64 bits.
 * - Sums in the range of binary16: M = 2^15 and units from 2^-24, 11 at most, are 13 bits and more apart from half an ulp of M in binary32.
 * - Inputs alone in that range: products of two, M = 2^30, and units from 2^-48, 13 at most: swallowed in up to 64 bits.
 * - A constant c: units of some 2^30 |c|, so that it cannot be taken for one, M = 2^80 times the unit, 16 units.
 * - Rounding toward zero: −M + unit moves by an ulp of the numbers below M, 2^bits with M = 2^(bits + p), which is above all units; bits of them, and
 *   what survives, are below 2^p together. That takes the same p everywhere; it is tried with what is seen and with binary64 and extended.
 * - Up: the opposites of all terms make it down, where units above zero are swallowed exactly.
 * Last, one unit a call, which is right for any mixture of formats, for no more than 64 terms.
 */
export function maskPlans(conditions: Conditions, n: number): readonly MaskPlan[] {
  const { bits, smallInputs, smallSums, rounding, cutsTerms } = conditions;
  const plain = plainPlan(conditions);
  const last: MaskPlan = { ...plain, packing: { ...plain.packing, bits: 1 } };
  const cut = [bits, 53, 64].map((p): MaskPlan => {
    const count = unitsBeside(p);
    return { packing: { bits: Math.min(count, bits - 1), mask: 2 ** (count + p), nested: false }, unit: 0 };
  });
  const likely = rounding === 'toward-zero' && !cutsTerms && !smallSums && !smallInputs ? cut : [plain];
  return n <= mostSingly ? [...likely, last] : likely;
}

/** The largest masks and the smallest units that the ranges allow. */
export function plainPlan({ bits, smallInputs, smallSums, bias }: Conditions): MaskPlan {
  const plan = (most: number, mask: number, unit: number): MaskPlan => ({
    packing: { bits: Math.min(most, bits), mask: 2 ** mask, nested: false },
    unit,
  });
  if (smallSums) return plan(11, 39, -24);
  if (smallInputs) return plan(13, 78, -48);
  return bias === 0 ? plan(24, 100, 0) : plan(16, 80, Math.log2(scaleBeside(bias)) - 95);
}

const mostSingly = 64;

/** The most units, up to 19, for which (units + 1) · 2^units ≤ 2^p. */
function unitsBeside(p: number): number {
  let units = 1;
  while (units < 19 && Math.log2(units + 2) + units + 1 <= p) units += 1;
  return units;
}

/**
 * The box as the sieve asks it: powers of two in units of 2^unit, their opposites where the box rounds up; answers in whole units.
 */
export function scaledOracle(oracle: Oracle, { unit }: MaskPlan, conditions: Conditions): Oracle {
  const sign = conditions.rounding === 'up' ? -1 : 1;
  return oracle.behind((blackBox) => async (lefts, _, n, count) => {
    const scaled = new Float32Array(lefts.length);
    const rights = new Float32Array(lefts.length).fill(1);
    lefts.forEach((left, at) => {
      if (left === 0) return;
      const [one, other] = factorsOf(Math.log2(Math.abs(left)) + unit, conditions);
      scaled[at] = sign * Math.sign(left) * one;
      rights[at] = other;
    });
    const answers = await blackBox(scaled, rights, n, count);
    return Float64Array.from(answers, (answer) => Math.round((sign * answer) / 2 ** unit) + 0);
  });
}
