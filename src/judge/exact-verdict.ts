import type { ErrorBound, TermFacts } from '../claims/claim.ts';
import type { NumberFormat } from '../conv/shape.ts';
import {
  absDyadic,
  compareDyadic,
  type Dyadic,
  dyadicOf,
  dyadicZero,
  subtractDyadic,
  toBinary64,
} from '../float/dyadic.ts';
import { exactDotDyadic } from '../float/exact-dot.ts';
import type { References } from './references.ts';
import type { Verdict } from './verdict.ts';
import { factsFromAbove } from './window-facts.ts';

/** One number that a subject gave, and, for a claim about two subjects, the other one's. */
export interface Computed {
  readonly value: number;
  readonly format: NumberFormat;
  readonly partnerValue?: number;
}

/**
 * The verdict on one window by exact arithmetic alone: |computed − exact| (or |computed − partner|) against the outward-rounded bound.
 * The only place that says "violated".
 */
export function exactVerdict(bound: ErrorBound, references: References, window: number, computed: Computed): Verdict {
  const facts = factsFromAbove(references, window);
  const because = bound.failedHypothesis(facts);
  if (because !== undefined) return { kind: 'discarded', because };
  const { left, right, terms } = references;
  if (!facts.finiteInputs) return specialVerdict(facts, references, window, computed);
  const exact = exactDotDyadic(left, right, window * terms, terms);
  const error = errorOf(computed, exact);
  const limit = bound.bound(facts);
  const errorOverBound = error === undefined ? Number.POSITIVE_INFINITY : ratio(toBinary64(error), limit);
  if (error !== undefined && compareDyadic(error, dyadicOf(limit)) <= 0) {
    return { kind: 'holds', attained: Math.min(errorOverBound, 1) };
  }
  const { nonZero, absoluteSum } = facts;
  const { value, format, partnerValue } = computed;
  const partner = partnerValue === undefined ? {} : { partnerComputed: partnerValue };
  return {
    kind: 'violated',
    witness: { window, computed: value, format, ...partner, exact, bound: limit, nonZero, absoluteSum, errorOverBound },
  };
}

function specialVerdict(
  { nonZero, absoluteSum }: TermFacts,
  references: References,
  window: number,
  { value, format }: Computed,
): Verdict {
  const special = specialValue(references, window);
  if (Object.is(value, special)) return { kind: 'holds', attained: 0 };
  const errorOverBound = Number.POSITIVE_INFINITY;
  const numbers = { computed: value, format, exact: dyadicZero, special, bound: 0, nonZero, absoluteSum };
  return { kind: 'violated', witness: { window, ...numbers, errorOverBound } };
}

/** NaN, +∞ or −∞, where an input is not finite: products are exact in binary64, and those among them that are not finite decide in any order. */
export function specialValue({ left, right, terms }: References, window: number): number {
  let sum = 0;
  for (let t = window * terms; t < (window + 1) * terms; t++) sum += left[t]! * right[t]!;
  return sum;
}

/** undefined where a number is NaN or infinite: no bound allows that. */
function errorOf({ value, partnerValue }: Computed, exact: Dyadic): Dyadic | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(partnerValue ?? 0)) return undefined;
  return absDyadic(subtractDyadic(dyadicOf(value), partnerValue === undefined ? exact : dyadicOf(partnerValue)));
}

function ratio(error: number, bound: number): number {
  return error === 0 ? 0 : error / bound;
}
