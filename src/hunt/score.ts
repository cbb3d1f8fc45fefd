import {
  absDyadic,
  compareDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  multiplyDyadic,
  roundDyadic,
  subtractDyadic,
} from '../float/dyadic.ts';
import { dotError64, exactDot64, exactDotDyadic } from '../float/exact-dot.ts';
import { binary32, binary64, unitRoundoff32, unitRoundoff64 } from '../float/format.ts';
import { ulp32, ulp64 } from '../float/ulp.ts';
import type { Accumulation } from '../sums/accumulation.ts';
import type { Candidate, HuntAim, HuntProblem } from './problem.ts';
import { leastFactorOf, underflowOf } from './underflow.ts';

/** How the candidates of a hunt are scored. `scoreRule` makes one. */
export interface ScoreRule {
  readonly aim: HuntAim;
  readonly result: 'binary32' | 'binary64';
  /** u of the result: what `bound` and `difference` divide by. */
  readonly unitRoundoff: number;
  /** Candidates with a larger P ÷ |exact| are not allowed. ∞: any. */
  readonly condition: number;
  /**
   * The most that underflow and flushing may add to the error. The aims `bound` and `difference` subtract it, so that
   * their values are due to rounding alone. At P near 1 in binary32 it changes nothing that is visible.
   */
  readonly underflow: number;
  /** For `bound` and `difference`: smaller factors other than 0 are not allowed, because an engine may flush them. */
  readonly leastFactor: number;
}

/** `value` is what the aim makes large, rounded toward zero: never above the true value. The rest is exact. */
export type Score =
  | {
      readonly allowed: true;
      readonly value: number;
      /** |computed − exact|, or |computed − computed by the other subject|. */
      readonly error: Dyadic;
      readonly exact: Dyadic;
      /** P: the sum of the absolute products. */
      readonly absolute: Dyadic;
    }
  | { readonly allowed: false; readonly reason: Refusal };

/** Why a candidate has no score. */
export type Refusal =
  | 'an input or a result is not finite'
  | 'a factor is subnormal'
  | 'the condition number is too large';

/**
 * The rule of a problem. `accumulations`: those of all subjects, because any of them may flush. Where one is unknown,
 * and without any, the rule assumes what binary32 engines may do at worst below 2^-126.
 */
export function scoreRule(
  { n, aim, condition }: Pick<HuntProblem, 'n' | 'aim' | 'condition'>,
  result: 'binary32' | 'binary64',
  ...accumulations: readonly (Accumulation | undefined)[]
): ScoreRule {
  const all = accumulations.length === 0 ? [undefined] : accumulations;
  return {
    aim,
    result,
    unitRoundoff: result === 'binary32' ? unitRoundoff32 : unitRoundoff64,
    condition: condition ?? Number.POSITIVE_INFINITY,
    underflow: Math.max(...all.map((one) => underflowOf(n, one))) * (aim === 'difference' ? 2 : 1),
    leastFactor: Math.max(...all.map(leastFactorOf)),
  };
}

/** The exact score. `other` is the result of the second subject, for the aim `difference`. */
export function scoreOf(rule: ScoreRule, { left, right }: Candidate, computed: number, other: number = 0): Score {
  const factors = [...left, ...right];
  const { aim, condition, leastFactor } = rule;
  if (![...factors, computed, other].every(Number.isFinite))
    return { allowed: false, reason: 'an input or a result is not finite' };
  const relative = aim === 'bound' || aim === 'difference';
  if (relative && factors.some((x) => x !== 0 && Math.abs(x) < leastFactor))
    return { allowed: false, reason: 'a factor is subnormal' };
  const n = left.length;
  const exact = exactDotDyadic(left, right, 0, n);
  const absolute = exactDotDyadic(left.map(Math.abs), right.map(Math.abs), 0, n);
  if (condition !== Number.POSITIVE_INFINITY && !isWithin(absolute, condition, exact))
    return { allowed: false, reason: 'the condition number is too large' };
  const reference = aim === 'difference' ? dyadicOf(other) : exact;
  const error = absDyadic(subtractDyadic(dyadicOf(computed), reference));
  return { allowed: true, value: scoreValue(rule, error, exact, absolute), error, exact, absolute };
}

function isWithin(absolute: Dyadic, condition: number, exact: Dyadic): boolean {
  return compareDyadic(absolute, multiplyDyadic(dyadicOf(condition), absDyadic(exact))) <= 0;
}

function scoreValue(
  { aim, result, unitRoundoff, underflow }: ScoreRule,
  error: Dyadic,
  exact: Dyadic,
  p: Dyadic,
): number {
  if (aim === 'error') return downward(error);
  if (aim === 'ulp') return downward(multiplyDyadic(error, { significand: 1n, exponent: -ulpExponent(exact, result) }));
  const rounding = subtractDyadic(error, dyadicOf(underflow));
  if (rounding.significand <= 0n) return 0;
  return quotientDownward(rounding, multiplyDyadic(p, dyadicOf(unitRoundoff)));
}

const downward = (x: Dyadic): number => roundDyadic(x, binary64, 'toward-zero');

const bitLength = ({ significand }: Dyadic): number =>
  (significand < 0n ? -significand : significand).toString(2).length;

/** a ÷ b rounded toward zero, for a ≥ 0 and b ≥ 0. ∞ if only b is 0. */
export function quotientDownward(a: Dyadic, b: Dyadic): number {
  if (a.significand === 0n) return 0;
  if (b.significand === 0n) return Number.POSITIVE_INFINITY;
  const shift = Math.max(0, 64 + bitLength(b) - bitLength(a));
  const quotient = (a.significand << BigInt(shift)) / b.significand;
  return downward(dyadic(quotient, a.exponent - b.exponent - shift));
}

/** The exponent of ulp(x) in the format of the result, as `ulp32` and `ulp64` define it. */
function ulpExponent(x: Dyadic, result: 'binary32' | 'binary64'): number {
  const { precision, minExponent } = result === 'binary32' ? binary32 : binary64;
  const exponent = x.significand === 0n ? minExponent : x.exponent + bitLength(x) - 1;
  return Math.max(exponent, minExponent) - precision + 1;
}

/** Scores window `window` of n terms. −∞: not allowed. */
export type Objective = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  window: number,
  computed: number,
  other: number,
) => number;

/**
 * A fast score for searches. Errors are those of Dot2 in binary64 (Ogita, Rump and Oishi 2005), within n²·2^-105·P, and
 * P is summed in binary64. Under the aim `ulp` error and result are correctly rounded, because the exact result may be
 * far below P. It steers a search but decides nothing that is printed: what is kept is scored by `scoreOf`.
 */
export function objectiveOf(rule: ScoreRule): Objective {
  const { aim, result, unitRoundoff, condition, underflow } = rule;
  const least = aim === 'bound' || aim === 'difference' ? rule.leastFactor : 0;
  const ulp = result === 'binary32' ? ulp32 : ulp64;
  return (lefts, rights, n, window, computed, other) => {
    if (!Number.isFinite(computed) || !Number.isFinite(other)) return Number.NEGATIVE_INFINITY;
    const start = window * n;
    let absolute = 0;
    let sum = -computed;
    let rest = 0;
    for (let i = start; i < start + n; i += 1) {
      const x = lefts[i]!;
      const y = rights[i]!;
      if ((Math.abs(x) < least && x !== 0) || (Math.abs(y) < least && y !== 0)) return Number.NEGATIVE_INFINITY;
      const product = x * y;
      absolute += Math.abs(product);
      const next = sum + product;
      const virtual = next - sum;
      rest += sum - (next - virtual) + (product - virtual);
      sum = next;
    }
    if (!Number.isFinite(absolute)) return Number.NEGATIVE_INFINITY;
    const error = aim === 'ulp' ? -dotError64(lefts, rights, start, n, computed) : sum + rest;
    const exact = aim === 'ulp' ? exactDot64(lefts, rights, start, n) : computed + error;
    if (absolute > condition * Math.abs(exact)) return Number.NEGATIVE_INFINITY;
    const size = Math.abs(aim === 'difference' ? computed - other : error);
    if (aim === 'error') return size;
    if (aim === 'ulp') return size / ulp(exact);
    return size <= underflow ? 0 : (size - underflow) / (unitRoundoff * absolute);
  };
}

/** P ÷ |exact|, rounded toward zero; ∞ if only the exact result is 0. */
export function conditionOf({ exact, absolute }: Pick<Score & { allowed: true }, 'exact' | 'absolute'>): number {
  return quotientDownward(absolute, absDyadic(exact));
}
