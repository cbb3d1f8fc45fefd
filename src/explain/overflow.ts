import { addDyadic, compareDyadic, type Dyadic, dyadic, dyadicOf, subtractDyadic } from '../float/dyadic.ts';
import { ProductSum } from '../float/product-sum.ts';

/** A result that is no finite number. */
export type Special = 'nan' | 'inf' | '-inf';

export const specialName = (value: number): Special => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');

/** Which results that are not finite a binary32 sum of products can have, and why. */
export interface SpecialResults {
  /** Due in every order; undefined if some order gives a finite number, or if orders differ. */
  readonly due: Special | undefined;
  /** Proven or shown to come out of some order. */
  readonly some: readonly Special[];
  /** Proven to come out of no order. */
  readonly never: readonly Special[];
  /** One clause. */
  readonly because: string;
  /** Whether all depends on how padding is computed; a finite number is then the sum without it. */
  readonly onPadding?: true;
}

/** From here on, rounding to nearest in binary32 gives infinity: 2^128(1 − 2^-25). */
const threshold: Dyadic = dyadic(2n ** 25n - 1n, 103);

const threshold64: Dyadic = dyadic(1n, 1024);

/** For binary64 sums, whether the bound leaves room for overflow. */
export interface WideOverflow {
  readonly format: 'binary64';
  readonly mayOverflow: boolean;
}

/** What a window holds that is not finite. */
export interface SpecialTerms {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** Whether a term lies on padding, where some libraries multiply by zero and others do not. */
  readonly isPadding?: (term: number) => boolean;
}

/**
 * `error` is the bound of any order on an error without overflow, as a fraction of P: `relative` · P. All comparisons
 * are exact. `absoluteSum`: Σ|product| where it is known, which spares long sums two passes if it is small.
 */
export function specialResults(
  terms: SpecialTerms,
  relative: number | WideOverflow,
  absoluteSum?: Dyadic,
): SpecialResults {
  if (typeof relative === 'number' && absoluteSum !== undefined) {
    const reached = addDyadic(absoluteSum, scaled(absoluteSum, relative));
    if (compareDyadic(reached, threshold) < 0) return noOverflow;
  }
  const special = ofInputs(terms, typeof relative === 'number' ? threshold : threshold64);
  if (special !== undefined) return special;
  if (typeof relative !== 'number') {
    const { mayOverflow } = relative;
    const because = mayOverflow ? 'the bound does not exclude overflow' : 'no partial sum of any order can overflow';
    return { due: undefined, some: [], never: mayOverflow ? [] : ['nan', 'inf', '-inf'], because };
  }
  const [above, below] = [new ProductSum(), new ProductSum()];
  let largest = 0;
  for (let t = 0; t < terms.left.length; t++) {
    const product = terms.left[t]! * terms.right[t]!;
    if (product > 0) above.add(product);
    else below.add(-product);
    largest = Math.max(largest, Math.abs(product));
  }
  const [positive, negative] = [above.total(), below.total()];
  return ofSums(positive, negative, relative, largest);
}

const noOverflow: SpecialResults = {
  ...{ due: undefined, some: [], never: ['nan', 'inf', '-inf'] },
  because: 'no partial sum of any order can overflow: Σ|x·y| and the bound stay below 2^128',
};

function ofSums(positive: Dyadic, negative: Dyadic, relative: number, largest: number): SpecialResults {
  // |error of any partial sum| ≤ relative · P, and every partial sum of products lies between −negative and positive.
  const slack = scaled(addDyadic(positive, negative), relative);
  const mayReach = (sum: Dyadic): boolean => compareDyadic(addDyadic(sum, slack), threshold) >= 0;
  const reaches = (sum: Dyadic): boolean => compareDyadic(scaled(sum, 1 - relative), threshold) >= 0;
  const exact = subtractDyadic(positive, negative);
  const beyond = (side: Dyadic): boolean => compareDyadic(subtractDyadic(side, slack), threshold) >= 0;
  const [up, down] = [mayReach(positive), mayReach(negative)];
  if (!up && !down) return noOverflow;
  const never: Special[] = [...(up ? [] : (['inf'] as const)), ...(down ? [] : (['-inf'] as const))];
  if (!up || !down) never.push('nan');
  if (!down && beyond(exact))
    return { due: 'inf', some: ['inf'], never, because: 'the exact sum is beyond binary32, so every order overflows' };
  if (!up && beyond(subtractDyadic(negative, positive)))
    return {
      due: '-inf',
      some: ['-inf'],
      never,
      because: 'the exact sum is beyond binary32, so every order overflows',
    };
  // Adding all terms of one sign first is an order, and its rounded sum is at least (1 − relative) times the exact one.
  const some: Special[] = [];
  if (reaches(positive)) some.push('inf');
  if (reaches(negative)) some.push('-inf');
  if (some.length === 2) some.push('nan');
  const product = largest >= (2 - 2 ** -24) * 2 ** 127 ? 'a product alone is beyond binary32' : '';
  const partial = 'the positive terms alone, or the negative ones, add up to more than binary32 holds';
  return {
    ...{ due: undefined, some, never },
    because:
      some.length === 0
        ? 'the sum comes so near to 2^128 that rounding decides'
        : product === ''
          ? `only some orders overflow: ${partial}`
          : `${product}: rounded products overflow in every order, fused ones perhaps not`,
  };
}

function scaled(sum: Dyadic, factor: number): Dyadic {
  const by = dyadicOf(factor);
  return dyadic(sum.significand * by.significand, sum.exponent + by.exponent);
}

/** Where a tap that is not finite lies on padding, and all other terms are finite. */
export const specialOnPadding: SpecialResults = {
  ...{ due: undefined, some: ['nan'], never: ['inf', '-inf'], onPadding: true },
  because:
    'a tap on padding that is not finite: NaN where padding is multiplied as zeros, a finite number where it is ' +
    'left out',
};

function ofInputs({ left, right, isPadding = () => false }: SpecialTerms, limit: Dyadic): SpecialResults | undefined {
  let [plus, minus] = [-1, -1];
  let [nan, product, padded] = [-1, -1, -1];
  for (let t = 0; t < left.length; t++) {
    const [x, y] = [left[t]!, right[t]!];
    if (Number.isFinite(x) && Number.isFinite(y)) continue;
    if (isPadding(t)) {
      if (padded < 0) padded = t;
    } else if (Number.isNaN(x) || Number.isNaN(y)) nan = nan < 0 ? t : nan;
    else if (Number.isNaN(x * y)) product = product < 0 ? t : product;
    else if (x * y > 0) plus = plus < 0 ? t : plus;
    else minus = minus < 0 ? t : minus;
  }
  const always = (due: Special, because: string): SpecialResults => ({
    ...{ due, some: [due], because },
    never: (['nan', 'inf', '-inf'] as const).filter((one) => one !== due),
  });
  if (nan >= 0) return always('nan', `term ${nan} holds NaN`);
  if (product >= 0) return always('nan', `term ${product} is ∞ · 0`);
  if (plus >= 0 && minus >= 0) return always('nan', `the terms hold +∞ (term ${plus}) and −∞ (term ${minus})`);
  if (padded >= 0)
    return {
      ...specialOnPadding,
      never: mayOverflow({ left, right }, limit) ? [] : specialOnPadding.never,
      because: `term ${padded} is ${specialOnPadding.because}`,
    };
  if (plus >= 0 || minus >= 0) return infinite({ left, right }, plus >= 0, Math.max(plus, minus), limit);
  return undefined;
}

/** Roundings of up to 2^24 terms make partial sums less than e times as large. */
const roundingsAtMost = 4;

/** Whether the finite products may overflow. */
function mayOverflow({ left, right }: SpecialTerms, limit: Dyadic): boolean {
  const sum = new ProductSum();
  for (let t = 0; t < left.length; t++) {
    const product = left[t]! * right[t]!;
    if (Number.isFinite(product)) sum.add(Math.abs(product));
  }
  return compareDyadic(scaled(sum.total(), roundingsAtMost), limit) >= 0;
}

/** One sign of infinity among the terms: the finite ones change nothing unless they overflow to the other side. */
function infinite({ left, right }: SpecialTerms, isPositive: boolean, term: number, limit: Dyadic): SpecialResults {
  const opposed = new ProductSum();
  for (let t = 0; t < left.length; t++) {
    const product = left[t]! * right[t]!;
    if (Number.isFinite(product) && product !== 0 && product > 0 !== isPositive) opposed.add(Math.abs(product));
  }
  const due = isPositive ? 'inf' : '-inf';
  const sign = isPositive ? '+∞' : '−∞';
  if (compareDyadic(scaled(opposed.total(), roundingsAtMost), limit) < 0)
    return {
      ...{ due, some: [due], because: `term ${term} is ${sign}` },
      never: (['nan', 'inf', '-inf'] as const).filter((one) => one !== due),
    };
  return {
    ...{ due: undefined, some: [due, 'nan'], never: [isPositive ? '-inf' : 'inf'] },
    because: `term ${term} is ${sign}, and the finite terms alone can overflow to the other side in some orders`,
  };
}
