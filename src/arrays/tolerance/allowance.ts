import type { TermFacts } from '../../claims/claim.ts';
import { growth, reciprocal } from '../../claims/error-bounds/outward.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { anyOrder, type Implementation, type Summed, termsOf, type Way } from './implementation.ts';

/**
 * What y is compared with. `exact`: the exact sum, rounded once to binary64. `binary64`: a sum of the exact products in
 * binary64, in any order. `binary32`: what another implementation of unknown order gives in binary32.
 */
export type Reference = 'exact' | 'binary64' | 'binary32';

/** |y − ref| ≤ relative·|ref| + ofProducts·P + absolute, with P = Σ|x·y| of that output. */
export interface Allowance {
  readonly relative: number;
  readonly ofProducts: number;
  readonly absolute: number;
}

/** What is compared with what. */
export interface Compared {
  readonly reference: Reference;
  readonly summed: Summed;
  /** The most products of an output that are not on padding; by default all of them. */
  readonly nonZero?: number;
}

/** The allowance of an implementation, and the claims that prove it. */
export interface ProvenAllowance extends Allowance {
  readonly claims: readonly string[];
}

/**
 * The least allowance that is proven for all data of a window: an implementation never differs more from its reference.
 * The test may be evaluated in binary64, P included.
 *
 * Proof. Every bound b of the claims is affine: b = α·|s| + β·P + γ for n products that are not zero, and rounded up by
 * a relative 2^-49 at most. So three values of b give α, β and γ from above, with a margin of 2^-44 for the roundings
 * of this file. For the references, let g = (1+v64)^(n−1) − 1.
 *
 *     exact:     |r − s| ≤ 2^-53·|r|, and |r| ≤ (1+2^-53)·P
 *     binary64:  |r − s| ≤ g·P, because the products are exact; so |s| ≤ |r| + g·P
 *     binary32:  |r − s| ≤ b' with the bound b' of any order; so |s| ≤ |r| + b'
 *
 * P from binary64 additions is too small by a relative (n−1)·2^-53 at most. |y − r|, the three products and the two
 * additions are rounded once each. The factor 1 + (n+16)·2^-52 makes up for all of it.
 */
export function allowanceOf(
  implementation: Implementation,
  window: WindowShape,
  { reference, summed, nonZero = termsOf(window) }: Compared,
): ProvenAllowance {
  const all = implementation.ways.map((way) => ofWay(way, window, { reference, summed, nonZero }));
  const most = (name: keyof Allowance): number => all.reduce((largest, one) => Math.max(largest, one[name]), 0);
  return {
    ...{ relative: most('relative'), ofProducts: most('ofProducts'), absolute: most('absolute') },
    claims: [...new Set(all.flatMap(({ claims }) => claims))],
  };
}

const margin = 1 + 2 ** -44;

function ofWay(way: Way, window: WindowShape, { reference, summed, nonZero: n }: Required<Compared>): ProvenAllowance {
  const own = linearBound(way, window, n);
  const exactness = 2 ** -53 * margin;
  const evaluated = 1 + (termsOf(window) + 16) * 2 ** -52;
  const inflated = ({ relative, ofProducts, absolute }: Allowance): ProvenAllowance => ({
    ...{ relative: relative * evaluated, ofProducts: ofProducts * evaluated, absolute: absolute * evaluated },
    claims: [own.claim],
  });
  const { relative, ofProducts, absolute } = own;
  if (reference === 'exact') {
    return ofProducts > 0
      ? inflated({ relative: relative * margin, ofProducts: ofProducts + exactness, absolute })
      : inflated({ relative: relative * margin + exactness, ofProducts, absolute });
  }
  if (reference === 'binary64') {
    const sums = binary64Growth(n);
    return inflated({ relative, ofProducts: (ofProducts + (1 + relative) * sums) * margin, absolute });
  }
  const other = linearBound(anyOrder(summed).ways[0]!, window, n);
  // A single product is the whole sum, so what the other loses goes with |ref|.
  if (n === 1) {
    const both = (relative + other.relative) * (1 + 2 * other.relative) * margin;
    return inflated({ relative: both, ofProducts, absolute: (absolute + other.absolute) * (1 + 4 * both) });
  }
  return inflated({
    relative,
    ofProducts: (ofProducts + (1 + relative) * other.ofProducts) * margin,
    absolute: (absolute + (1 + relative) * other.absolute) * margin,
  });
}

/** n ↦ (1+v64)^(n−1) − 1: what n exact products may lose where they are added in binary64. */
export const binary64Growth: (n: number) => number = growth(0n, reciprocal(2n ** 53n + 1n));

/** The claim whose bound is least where nothing cancels, as |ŝ − s| ≤ relative·|s| + ofProducts·P + absolute. */
export function linearBound(
  way: Way,
  window: WindowShape,
  n: number = termsOf(window),
): Allowance & { readonly claim: string } {
  const least = 2 ** -150;
  const found = way.claims
    .filter(({ bound }) => bound.failedHypothesis(factsOf(window, n, 1, 1)) === undefined)
    .map(({ claim, bound }) => {
      const [none, whole] = [0, 1].map((exact) => bound.bound(factsOf(window, n, 1, exact)));
      const smallest = bound.bound(factsOf(window, n, least, least));
      // Underflow costs nothing or at least 2^-150: what is left of less is rounding of this line.
      const absolute = smallest - whole! * least <= smallest * 2 ** -40 ? 0 : smallest * margin;
      // The difference of two numbers that were rounded: 2^-50 of the larger covers that.
      const relative = whole === none ? 0 : (whole! - none! + whole! * 2 ** -50) * margin;
      const ofProducts = none! * margin;
      const isWhole = n === 1;
      return {
        ...{ claim, absolute },
        relative: isWhole ? whole! * margin : relative,
        ofProducts: isWhole ? 0 : ofProducts,
      };
    });
  const [first, ...others] = found;
  if (first === undefined) throw new UsageError(`tolerance: no bound is proven for sums of ${n} terms`);
  const size = (one: Allowance): number => one.relative + one.ofProducts;
  return others.reduce<typeof first>((best, one) => (size(one) < size(best) ? one : best), first);
}

/** What a bound may ask about a window of which only this is known. */
export function factsOf(window: WindowShape, nonZero: number, absoluteSum: number, exact: number): TermFacts {
  return {
    ...{ terms: termsOf(window), window, nonZero, absoluteSum, exact, finiteInputs: true },
    subnormalSum: () => 0,
    grid: () => -298,
    special: () => ({ finiteSum: absoluteSum, inPadding: false, meetsSubnormal: false, meetsZero: false }),
    signs: () => ({ opposedSum: 0, positiveZero: false }),
  };
}
