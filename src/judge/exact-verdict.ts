import type { ErrorBound } from '../claims/claim.ts';
import type { NumberFormat } from '../conv/operation.ts';
import { absDyadic, compareDyadic, type Dyadic, dyadicOf, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
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
  if (because !== undefined) return { kind: 'vacuous', because };
  const { left, right, terms } = references;
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

/** undefined where a number is NaN or infinite: no bound allows that. */
function errorOf({ value, partnerValue }: Computed, exact: Dyadic): Dyadic | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(partnerValue ?? 0)) return undefined;
  return absDyadic(subtractDyadic(dyadicOf(value), partnerValue === undefined ? exact : dyadicOf(partnerValue)));
}

function ratio(error: number, bound: number): number {
  return error === 0 ? 0 : error / bound;
}
