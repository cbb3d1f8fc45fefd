import type { Oracle } from '../oracle.ts';
import type { Packing } from '../sieve/pack-queries.ts';
import { type Conditions, factorsOf, flushedPlaces, scaleBeside } from './conditions.ts';

/** How the sieve packs its queries, with units that are multiples of 2^unit. */
export interface MaskPlan {
  readonly packing: Packing;
  readonly unit: number;
}

/**
 * Masks and units that a black box accepts, the likeliest plan first. Every addition must let a mask M swallow all
 * units of a call, and must keep all that survive. With p bits, a unit below 2^(log2 M − p) is swallowed, and p units
 * are kept.
 *
 * - Full range: M = 2^100 and units from 1 up. They are swallowed in up to 64 bits.
 * - Sums in the range of binary16: M = 2^15 and at most 11 units from 2^-24 up. They are at least 13 bits below half an
 *   ulp of M in binary32.
 * - Only inputs in that range: products of two, M = 2^30, and at most 13 units from 2^-48 up. They are swallowed in up
 *   to 64 bits. For e5m2 M = 2^30 and units from 2^-32 up; for e4m3 M = 2^16 and 5 units from 2^-18 up, which are
 *   swallowed in up to 28 bits; if subnormal inputs are flushed, units from 2^-28 up.
 * - A constant c: 16 units of about 2^30 |c|, which cannot be mistaken for it, and M = 2^80 times the unit.
 * - Rounding toward zero: −M + unit moves by an ulp of the numbers below M. With M = 2^(bits + p) that is 2^bits, above
 *   all units; `bits` units and their survivors are below 2^p together. This needs the same p everywhere, so the
 *   observed p, binary64 and extended are tried.
 * - Rounding upward: the negatives of all terms turn it into downward, where units above zero are swallowed exactly.
 *
 * The last plan has one unit a call, for at most 64 terms. It is right for any mixture of formats.
 */
export function maskPlans(conditions: Conditions, n: number): readonly MaskPlan[] {
  const { bits, smallInputs, smallSums, rounding, truncatesTerms } = conditions;
  const plain = plainPlan(conditions);
  const last: MaskPlan = { ...plain, packing: { ...plain.packing, bits: 1 } };
  const cut = [bits, 53, 64].map((p): MaskPlan => {
    const count = unitsBeside(p);
    return { packing: { bits: Math.min(count, bits - 1), mask: 2 ** (count + p), nested: false }, unit: 0 };
  });
  const likely = rounding === 'toward-zero' && !truncatesTerms && !smallSums && !smallInputs ? cut : [plain];
  return n <= mostSingly ? [...likely, last] : likely;
}

/** The largest masks and the smallest units that the ranges allow. */
export function plainPlan(conditions: Conditions): MaskPlan {
  const { bits, smallInputs, smallSums, bias, inputRange, flushesSmall = false } = conditions;
  const plan = (most: number, mask: number, unit: number): MaskPlan => ({
    packing: { bits: Math.min(most, bits), mask: 2 ** mask, nested: false },
    unit,
  });
  if (smallSums) return plan(11, 39, -24);
  if (inputRange === 'e4m3') return plan(5, 34, -18);
  if (inputRange === 'e5m2') return plan(13, 62, -32);
  if (smallInputs && flushesSmall) return plan(13, 78 - flushedPlaces, -48 + flushedPlaces);
  if (smallInputs) return plan(13, 78, -48);
  return bias === 0 ? plan(24, 100, 0) : plan(16, 80, Math.log2(scaleBeside(bias)) - 95);
}

const mostSingly = 64;

/** The largest number of units, up to 19, with (units + 1) · 2^units ≤ 2^p. */
function unitsBeside(p: number): number {
  let units = 1;
  while (units < 19 && Math.log2(units + 2) + units + 1 <= p) units += 1;
  return units;
}

/**
 * The oracle for the sieve: powers of two in units of 2^unit, negated if the black box rounds upward. Answers are in
 * whole units.
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
