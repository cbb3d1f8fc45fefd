import { productError } from '../../float/addition.ts';
import type { ElementType } from '../../float/element-type.ts';
import type { Question } from '../question.ts';
import { type RoundingRule, roundingRule } from '../rounding-rule.ts';
import type { ArithmeticModel } from '../tally.ts';
import { dotFacts } from './dot-facts.ts';
import type { Terms } from './gather.ts';

/** What a way to compute gives for one output: within `bound` of high + low in any order of summation. */
export interface Prediction {
  readonly high: number;
  readonly low: number;
  readonly bound: number;
  /** Σ|terms| ÷ divisor, and how many terms are not 0. */
  readonly absoluteSum: number;
  readonly nonZero: number;
}

/** Computes predictions from terms, under one model of arithmetic and for one type of answer. */
export interface Predictor {
  readonly rule: RoundingRule;
  readonly of: (terms: Terms) => Prediction;
}

export function predictor(question: Question, type: ElementType, model: ArithmeticModel): Predictor {
  const rule = roundingRule(question, type, model);
  return { rule, of: (terms) => predictionOf(terms, rule) };
}

export function predictionOf({ left, right, bias, divisor }: Terms, rule: RoundingRule): Prediction {
  const facts = dotFacts(left, right, bias);
  const [high, low] = divided(facts.high, facts.low, divisor);
  const before = rule.sumBound(facts.nonZero, facts.absoluteSum);
  const bound = rule.bound(before, Math.abs(high), facts.absoluteSum);
  const absoluteSum = facts.absoluteSum / divisor;
  return { high, low, bound: bound + facts.radius / divisor, absoluteSum, nonZero: facts.nonZero };
}

/** (high + low) ÷ divisor to nearly twice the precision of binary64. */
function divided(high: number, low: number, divisor: number): readonly [high: number, low: number] {
  if (divisor === 1) return [high, low];
  const quotient = high / divisor;
  // The remainder is a binary64 number.
  const product = quotient * divisor;
  return [quotient, (high - product - productError(quotient, divisor, product) + low) / divisor];
}

/** computed − predicted; NaN where one of them is not finite. */
export const differenceFrom = (computed: number, { high, low }: Prediction): number => computed - high - low;

/** Whether a computed number is what is predicted, up to rounding. */
export const isPredicted = (computed: number, prediction: Prediction): boolean =>
  Math.abs(differenceFrom(computed, prediction)) <= prediction.bound;
