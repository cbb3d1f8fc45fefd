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

/** One number that a subject gave. For a claim about two subjects, also the partner and its number. */
export interface Computed {
  readonly value: number;
  readonly format: NumberFormat;
  readonly partner?: string;
  readonly partnerValue?: number;
}

/**
 * Judges one window by exact arithmetic alone: |computed − exact|, or |computed − partner|, against the bound rounded
 * outward. No other function may say "violated".
 */
export function exactVerdict(bound: ErrorBound, references: References, window: number, computed: Computed): Verdict {
  const facts = factsFromAbove(references, window);
  const because = bound.failedHypothesis(facts);
  if (because !== undefined) return { kind: 'discarded', because };
  const { left, right, terms } = references;
  if (!facts.finiteInputs) return specialVerdict(bound, facts, references, window, computed);
  const exact = exactDotDyadic(left, right, window * terms, terms);
  const { nonZero, absoluteSum } = facts;
  const { value, format, partner, partnerValue } = computed;
  const limit = bound.bound(facts);
  const { holds, reached } =
    bound.required === undefined
      ? comparedErrors(errorOf(computed, exact), limit)
      : comparedBits(value, bound.required(toBinary64(exact), value));
  return {
    kind: holds ? 'holds' : 'violated',
    output: {
      ...{ window, computed: value, format, exact, bound: limit, nonZero, absoluteSum },
      ...(partner === undefined ? {} : { partner }),
      ...(partnerValue === undefined ? {} : { partnerComputed: partnerValue }),
      errorOverBound: holds ? Math.min(reached, 1) : reached,
    },
  };
}

interface Compared {
  readonly holds: boolean;
  /** error ÷ bound. */
  readonly reached: number;
}

function comparedErrors(error: Dyadic | undefined, limit: number): Compared {
  if (error === undefined) return { holds: false, reached: Number.POSITIVE_INFINITY };
  return { holds: compareDyadic(error, dyadicOf(limit)) <= 0, reached: ratio(toBinary64(error), limit) };
}

function comparedBits(value: number, required: number): Compared {
  const holds = Object.is(value, required);
  return { holds, reached: holds ? 0 : Number.POSITIVE_INFINITY };
}

function specialVerdict(
  bound: ErrorBound,
  facts: TermFacts,
  references: References,
  window: number,
  { value, format }: Computed,
): Verdict {
  const { nonZero, absoluteSum } = facts;
  const special = specialValue(references, window);
  const numbers = { window, computed: value, format, exact: dyadicZero, special, nonZero, absoluteSum };
  return Object.is(value, special)
    ? { kind: 'holds', output: { ...numbers, bound: bound.bound(facts), errorOverBound: 0 } }
    : { kind: 'violated', output: { ...numbers, bound: 0, errorOverBound: Number.POSITIVE_INFINITY } };
}

/**
 * The result for inputs that are not finite: NaN, +∞ or −∞. Products are exact in binary64. Those that are not finite
 * determine the result in any order.
 */
export function specialValue({ left, right, terms }: References, window: number): number {
  let sum = 0;
  for (let t = window * terms; t < (window + 1) * terms; t++) sum += left[t]! * right[t]!;
  return sum;
}

/** Undefined if a number is NaN or infinite: no bound allows that. */
function errorOf({ value, partnerValue }: Computed, exact: Dyadic): Dyadic | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(partnerValue ?? 0)) return undefined;
  return absDyadic(subtractDyadic(dyadicOf(value), partnerValue === undefined ? exact : dyadicOf(partnerValue)));
}

function ratio(error: number, bound: number): number {
  return error === 0 ? 0 : error / bound;
}
