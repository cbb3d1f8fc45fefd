import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  dyadicOf,
  dyadicZero,
  lowestBit,
  multiplyDyadic,
  roundDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import { exactDotDyadic } from '../../float/exact-dot.ts';
import { binary64 } from '../../float/format.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, TermFacts } from '../claim.ts';

/**
 * The facts of one dot product by exact arithmetic, sums rounded toward zero: a bound of these is the strictest that
 * the judge ever applies.
 */
export function exactFacts(
  left: Float32Array,
  right: Float32Array,
  window: WindowShape = rowOf(left.length),
): TermFacts {
  const terms = left.length;
  let [sum, subnormal] = [dyadicZero, dyadicZero];
  let nonZero = 0;
  const isSubnormal = (x: number) => x !== 0 && Math.abs(x) < 2 ** -126;
  for (let t = 0; t < terms; t++) {
    const product = absDyadic(multiplyDyadic(dyadicOf(left[t]!), dyadicOf(right[t]!)));
    if (product.significand === 0n) continue;
    nonZero++;
    sum = addDyadic(sum, product);
    if (isSubnormal(left[t]!) || isSubnormal(right[t]!)) subnormal = addDyadic(subnormal, product);
  }
  return {
    ...{ terms, window, nonZero, absoluteSum: below(sum), exact: below(exactDotDyadic(left, right, 0, terms)) },
    ...{
      subnormalSum: () => below(subnormal),
      special: () => ({ finiteSum: 0, inPadding: false, meetsSubnormal: false, meetsZero: false }),
      signs: () => signsOf(left, right),
      grid: () => Math.min(...left.map((x, t) => lowestBit(x * right[t]!))),
      finiteInputs: true,
    },
  };
}

function signsOf(left: Float32Array, right: Float32Array): ReturnType<TermFacts['signs']> {
  const products = Array.from(left, (x, t) => x * right[t]!);
  const sign = exactDotDyadic(left, right, 0, left.length).significand < 0n ? -1 : 1;
  const opposed = products.filter((product) => product * sign < 0).map((product) => absDyadic(dyadicOf(product)));
  return {
    opposedSum: below(opposed.reduce(addDyadic, dyadicZero)),
    positiveZero: products.some((product) => Object.is(product, 0)),
  };
}

const rowOf = (n: number): WindowShape => ({ rows: 1, columns: n, channels: 1 });
const below = (d: Dyadic): number => roundDyadic(d, binary64, 'toward-zero');

/** |computed − exact| ÷ bound, at most 1 exactly where the bound holds; undefined where a hypothesis fails. */
export function exactRatio(
  bound: ErrorBound,
  left: Float32Array,
  right: Float32Array,
  computed: number,
  window?: WindowShape,
): number | undefined {
  const facts = exactFacts(left, right, window);
  if (bound.failedHypothesis(facts) !== undefined) return undefined;
  const error = absDyadic(subtractDyadic(dyadicOf(computed), exactDotDyadic(left, right, 0, left.length)));
  return quotient(error, bound.bound(facts));
}

/** error ÷ bound to a few digits, but never on the wrong side of 1. */
export function quotient(error: Dyadic, bound: number): number {
  if (error.significand === 0n) return 0;
  const holds = compareDyadic(error, dyadicOf(bound)) <= 0;
  const ratio = below(error) / bound;
  return holds ? Math.min(ratio, 1) : Math.max(ratio, 1 + 2 ** -52);
}
