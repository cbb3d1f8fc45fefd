import {
  absDyadic,
  compareDyadic,
  type Dyadic,
  dyadicOf,
  multiplyDyadic,
  subtractDyadic,
  toBinary64,
} from '../float/dyadic.ts';
import { roundQuotient } from '../float/quotient.ts';
import { nextUp64 } from '../float/ulp.ts';
import type { ExactFacts } from './exact-output.ts';
import { halfUlp, type RoundingRule, wrapsAround } from './rounding-rule.ts';
import type { JudgedElement } from './tally.ts';

export interface JudgedOutput {
  readonly verdict: 'within' | 'wrong' | 'not-judged';
  readonly correctlyRounded: boolean;
  readonly element: JudgedElement;
  /** computed − exact, rounded once to binary64; NaN where one of them is not finite. */
  readonly error: number;
  /** Whether the exact value is finite and no number of the type of the answer. */
  readonly isInexact: boolean;
  /** P ÷ divisor, rounded up. */
  readonly absoluteSum: number;
  /** Whether an integer is equal to the exact value modulo 2^k, and its type does not hold that. */
  readonly wraps?: boolean;
}

/**
 * One output by exact arithmetic.
 *
 * A NaN where a tap that is not finite lies on padding is not judged: some implementations multiply padding as zeros.
 * NaN among the terms (∞·0, or +∞ and −∞): NaN is due. Infinities of one sign: that one is due, unless the finite terms
 * of the other sign may overflow; then NaN may come too. Finite terms: the answer has to be within the bound of any
 * order. If some orders may overflow, so may the answer: ∞ where the terms of its sign reach the limit of the
 * accumulator (or that of the answer, if a bias or a division follows), −∞ likewise, NaN where both do; an answer that
 * only these allow is not judged. If the exact value lies beyond the range by more than the bound, and the terms of the
 * other sign cannot overflow, the infinity is due (dot-overflow).
 */
export function judgeOutput(
  rule: RoundingRule,
  facts: ExactFacts,
  divisor: number,
  index: number,
  computed: number,
  grid: number = Number.NEGATIVE_INFINITY,
): JudgedOutput {
  const absolute = upTo64(facts.absolute);
  const before = absolute <= rule.exactLimit(grid) ? 0 : rule.sumBound(facts.nonZero, absolute);
  const absoluteSum = (absolute * (1 + 2 ** -52)) / divisor;
  const special = specialDue(rule, facts, divisor, computed);
  if (special !== undefined) {
    const element = { index, computed, exact: Number.NaN, errorUlp: Number.NaN, bound: Number.NaN };
    const isRight = special.verdict === 'within';
    return {
      ...{ verdict: special.verdict, correctlyRounded: isRight, absoluteSum, error: Number.NaN, isInexact: false },
      element: {
        ...element,
        exact: special.due,
        errorOverBound: special.verdict === 'wrong' ? Number.POSITIVE_INFINITY : 0,
      },
    };
  }
  const exact = roundQuotient(facts.sum, divisor);
  const size = nextUp64(Math.abs(exact));
  const bound = rule.bound(before, size, absolute);
  const due = rule.answer === undefined ? exact : roundQuotient(facts.sum, divisor, rule.answer);
  const correctlyRounded = rule.answer === undefined ? isQuotient(facts.sum, divisor, computed) : computed === due;
  const isInexact = rule.answer !== undefined && !isQuotient(facts.sum, divisor, due);
  if (!Number.isFinite(computed)) {
    const verdict = judgeNonFinite(rule, facts, divisor, computed, before, bound, size);
    const errorOverBound = verdict === 'wrong' ? Number.POSITIVE_INFINITY : 0;
    const element = { index, computed, exact, errorUlp: Number.POSITIVE_INFINITY, bound, errorOverBound };
    return { verdict, correctlyRounded, absoluteSum, element, error: Number.NaN, isInexact };
  }
  if (rule.integer !== undefined && wrapsAround(rule.integer, wholeOf(facts.sum), computed)) {
    const element = { index, computed, exact, errorUlp: 0, bound, errorOverBound: 0 };
    return { verdict: 'within', correctlyRounded: true, element, error: 0, isInexact, absoluteSum, wraps: true };
  }
  // |computed − S/D| = |D·computed − S| / D.
  const scaled = divisor === 1 ? dyadicOf(computed) : multiplyDyadic(dyadicOf(computed), dyadicOf(divisor));
  const difference = subtractDyadic(scaled, facts.sum);
  const error = absDyadic(difference);
  const distance = roundQuotient(error, divisor);
  const allowed = Number.isFinite(bound) ? multiplyDyadic(dyadicOf(bound), dyadicOf(divisor)) : undefined;
  const isWithin = allowed === undefined || compareDyadic(error, allowed) <= 0;
  const errorOverBound =
    distance === 0 || bound === Number.POSITIVE_INFINITY
      ? 0
      : bound === 0
        ? Number.POSITIVE_INFINITY
        : distance / bound;
  const ulp = rule.answer === undefined ? 1 : 2 * halfUlp(Math.abs(exact), rule.answer);
  const element = { index, computed, exact, errorUlp: distance / ulp, bound, errorOverBound };
  const signed = difference.significand < 0n ? -distance : distance;
  return {
    ...{ verdict: isWithin ? 'within' : 'wrong', correctlyRounded, absoluteSum, element, error: signed, isInexact },
  };
}

/** Rounded up, unless it is exact. */
function upTo64(d: Dyadic): number {
  const near = toBinary64(d);
  return Number.isFinite(near) && compareDyadic(dyadicOf(near), d) >= 0 ? near : nextUp64(near);
}

/** Of a sum of integers. */
const wholeOf = ({ significand, exponent }: Dyadic): bigint =>
  exponent >= 0 ? significand << BigInt(exponent) : significand >> BigInt(-exponent);

const isQuotient = (sum: Dyadic, divisor: number, computed: number): boolean =>
  Number.isFinite(computed) && compareDyadic(multiplyDyadic(dyadicOf(computed), dyadicOf(divisor)), sum) === 0;

interface Special {
  readonly due: number;
  readonly verdict: JudgedOutput['verdict'];
}

/** What is due where a term is NaN or infinite; undefined where all are finite. */
function specialDue(rule: RoundingRule, facts: ExactFacts, divisor: number, computed: number): Special | undefined {
  const { infinite, notNumbers } = facts;
  const [positive, negative] = infinite;
  if (notNumbers === 0 && positive === 0 && negative === 0) return undefined;
  const noNumber = notNumbers > 0 || (positive > 0 && negative > 0);
  const due = noNumber ? Number.NaN : positive > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (Object.is(computed, due)) return { due, verdict: 'within' };
  // An integer type has neither; what a conversion makes of them is not defined.
  if (rule.answer === undefined) return { due, verdict: 'not-judged' };
  const opposed = due > 0 ? facts.parts.negative : facts.parts.positive;
  const mayCancel = !noNumber && mayOverflow(rule, facts, divisor, opposed);
  const isOpen = Number.isNaN(computed) && (mayCancel || facts.padsNonFinite);
  return { due, verdict: isOpen ? 'not-judged' : 'wrong' };
}

/** Whether the terms of one sign overflow in some order. */
function mayOverflow(rule: RoundingRule, { nonZero }: ExactFacts, divisor: number, side: Dyadic): boolean {
  const sum = upTo64(side);
  return sum + rule.sumBound(nonZero, sum) * divisor >= rule.sumLimit;
}

/** A NaN or an infinity where all terms are finite. */
function judgeNonFinite(
  rule: RoundingRule,
  facts: ExactFacts,
  divisor: number,
  computed: number,
  before: number,
  bound: number,
  size: number,
): JudgedOutput['verdict'] {
  const positive = mayOverflow(rule, facts, divisor, facts.parts.positive);
  const negative = mayOverflow(rule, facts, divisor, facts.parts.negative);
  if (Number.isNaN(computed)) return (positive && negative) || facts.padsNonFinite ? 'not-judged' : 'wrong';
  const sign = Math.sign(Number(facts.sum.significand > 0n) - Number(facts.sum.significand < 0n));
  const converts = size + before >= rule.answerLimit && Math.sign(computed) === sign;
  const overflows = computed > 0 ? positive : negative;
  if (!converts && !overflows) return 'wrong';
  // Beyond the range by more than the bound, and nothing on the other side: every order gives it.
  const limit = Math.min(rule.sumLimit, rule.answerLimit);
  const opposed = computed > 0 ? negative : positive;
  // A mean of terms that were divided first may be finite, so that none is due.
  const isDue = divisor === 1 && Math.sign(computed) === sign && size * (1 - 2 ** -50) - bound >= limit && !opposed;
  return isDue ? 'within' : 'not-judged';
}
