import type { TermFacts } from '../claims/claim.ts';
import { addDyadic, type Dyadic, dyadicOf, dyadicZero, lowestBit, toBinary64 } from '../float/dyadic.ts';
import { ProductSum } from '../float/product-sum.ts';
import { nextUp64 } from '../float/ulp.ts';
import type { References } from './references.ts';

const usualExponent = -126;
const usualSmallest = 2 ** usualExponent;
/** Below 2^minExponent, and no zero. The power is taken once for all terms: it costs more than a term. */
const isBelow = (x: number, smallest: number): boolean => x !== 0 && Math.abs(x) < smallest;

/**
 * What a claim may use about a window, with every sum estimated from below: for saying "holds". The function refills
 * the same record each time, so that no memory is allocated per window.
 */
export function factsFromBelow(references: References): (window: number) => TermFacts {
  const { terms, window: shape, left, right, absoluteSum, exact, nonZero } = references;
  const shrink = 1 - (terms + 2) * 2 ** -53;
  let start = 0;
  const facts = {
    ...{ terms, window: shape, nonZero: 0, absoluteSum: 0, exact: 0, finiteInputs: true },
    subnormalSum(minExponent = usualExponent): number {
      const smallest = 2 ** minExponent;
      let sum = 0;
      for (let t = start; t < start + terms; t++) {
        if (isBelow(left[t]!, smallest) || isBelow(right[t]!, smallest)) sum += Math.abs(left[t]! * right[t]!);
      }
      return sum * shrink;
    },
    grid() {
      return gridOf(references, start);
    },
    special(minExponent?: number) {
      return specialOf(references, start / terms, minExponent);
    },
    signs() {
      return signsOf(references, start / terms, shrink);
    },
  };
  return (window) => {
    const absolute = absoluteSum[window]!;
    start = window * terms;
    facts.nonZero = nonZero[window]!;
    facts.absoluteSum = absolute * shrink;
    facts.exact = exact[window]! * (1 - 2 ** -52);
    facts.finiteInputs = Number.isFinite(absolute);
    return facts;
  };
}

/** A `ProductSum` pays for more terms. */
const fewTerms = 512;

class FewTerms implements Pick<ProductSum, 'add' | 'total'> {
  private sum: Dyadic = dyadicZero;

  add(product: number): void {
    this.sum = addDyadic(this.sum, dyadicOf(product));
  }

  total(): Dyadic {
    return this.sum;
  }
}

/** One wrong output breaks many claims, and each asks for the same facts. */
const aboveOf = new WeakMap<References, Map<number, TermFacts>>();

/** The same about one window, with every sum exact and rounded up: for saying "violated". */
export function factsFromAbove(references: References, window: number): TermFacts {
  const known = aboveOf.get(references) ?? new Map<number, TermFacts>();
  aboveOf.set(references, known);
  const facts = known.get(window) ?? exactFacts(references, window);
  known.set(window, facts);
  return facts;
}

function exactFacts(references: References, window: number): TermFacts {
  const { left, right, terms, absoluteSum, exact, nonZero } = references;
  const finiteInputs = Number.isFinite(absoluteSum[window]!);
  const sumOfAll = (): number => {
    const sum = terms > fewTerms ? new ProductSum() : new FewTerms();
    for (let t = window * terms; finiteInputs && t < (window + 1) * terms; t++) sum.add(Math.abs(left[t]! * right[t]!));
    return upward(sum.total());
  };
  const sumOf = (counts: (term: number) => boolean): number => {
    const sum = terms > fewTerms ? new ProductSum() : new FewTerms();
    // Exact, because a product of two binary32 numbers is a binary64 number.
    for (let t = window * terms; finiteInputs && t < (window + 1) * terms; t++)
      if (counts(t)) sum.add(Math.abs(left[t]! * right[t]!));
    return upward(sum.total());
  };
  return {
    terms,
    window: references.window,
    nonZero: nonZero[window]!,
    absoluteSum: sumOfAll(),
    subnormalSum(minExponent = usualExponent) {
      const smallest = 2 ** minExponent;
      return sumOf((t) => isBelow(left[t]!, smallest) || isBelow(right[t]!, smallest));
    },
    grid() {
      return gridOf(references, window * terms);
    },
    special(minExponent?: number) {
      return specialOf(references, window, minExponent);
    },
    signs() {
      return signsOf(references, window, 1 + (terms + 2) * 2 ** -53);
    },
    exact: exact[window]! * (1 + 2 ** -52),
    finiteInputs,
  };
}

function specialOf(
  { plan, left, right, terms }: References,
  window: number,
  minExponent = usualExponent,
): ReturnType<TermFacts['special']> {
  const smallest = 2 ** minExponent;
  const place = (window % plan.outputs) * terms;
  let finiteSum = 0;
  let [inPadding, meetsSubnormal, meetsZero] = [false, false, false];
  for (let t = 0; t < terms; t++) {
    const [pixel, tap] = [left[window * terms + t]!, right[window * terms + t]!];
    if (Number.isFinite(pixel) && Number.isFinite(tap)) finiteSum += Math.abs(pixel * tap);
    else {
      inPadding ||= plan.image[place + t]! < 0;
      meetsSubnormal ||= isBelow(pixel, smallest) || isBelow(tap, smallest);
      meetsZero ||= pixel === 0 || tap === 0;
    }
  }
  return { finiteSum, inPadding, meetsSubnormal, meetsZero };
}

function signsOf(
  { plan, left, right, terms, exact }: References,
  window: number,
  estimate: number,
): ReturnType<TermFacts['signs']> {
  const place = (window % plan.outputs) * terms;
  const sign = Math.sign(exact[window]!);
  let opposedSum = 0;
  let positiveZero = false;
  for (let t = 0; t < terms; t++) {
    const [pixel, tap] = [left[window * terms + t]!, right[window * terms + t]!];
    const product = pixel * tap;
    if (product * sign < 0) opposedSum += Math.abs(product);
    if (Object.is(product, 0) && plan.image[place + t]! >= 0)
      positiveZero ||= !isBelow(pixel, usualSmallest) && !isBelow(tap, usualSmallest);
  }
  return { opposedSum: opposedSum * estimate, positiveZero };
}

function gridOf({ left, right, terms }: References, start: number): number {
  let grid = Number.POSITIVE_INFINITY;
  for (let t = start; t < start + terms; t++) grid = Math.min(grid, lowestBit(left[t]! * right[t]!));
  return grid;
}

function upward(sum: Dyadic): number {
  return sum.significand === 0n ? 0 : nextUp64(toBinary64(sum));
}
