import {
  addDyadic,
  type Dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  roundDyadic,
  toBinary32,
  toBinary64,
} from '../float/dyadic.ts';
import type { Accumulation, NodeFormat } from './accumulation.ts';
import type { SummationTree } from './tree.ts';

/**
 * An accumulation evaluated straight from its definition: recursion over the tree, every value an exact dyadic (with
 * the sign of a zero beside it), every rounding the exact one. Shares nothing with programs but the record. Finite
 * inputs only.
 */
export function slowAccumulation(
  accumulation: Accumulation,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): number {
  const { tree, products, nodes, start, bias, flush, result } = accumulation;
  let node = 0;

  const input = (x: number): number => (flush.inputs && Math.abs(x) < 2 ** -126 ? x * 0 : x);
  const leaf = (term: number): Value => {
    const [x, y] = [input(left[term]!), input(right[term]!)];
    const signed = value(multiplyDyadic(dyadicOf(x), dyadicOf(y)), signOf(x) * signOf(y));
    return products[term] === 'exact' ? signed : round(signed, 'binary32', flush.products);
  };
  const sum = (values: readonly Value[], format: NodeFormat): Value => {
    const total = values.reduce((all, each) => addDyadic(all, each.exact), dyadicZero);
    const sign = values.every((each) => each.sign < 0 && each.exact.significand === 0n) ? -1 : 1;
    return round(value(total, sign), format, flush.sums);
  };
  const visit = (tree: SummationTree): Value => {
    if (tree.kind === 'term') return leaf(tree.term);
    const values = tree.children.map(visit);
    const format = nodes[node++]!;
    if (start === 'first-product' || tree.children.some((child) => child.kind === 'add')) return sum(values, format);
    return values.length > 2
      ? sum([zero, ...values], format)
      : sum([sum([zero, values[0]!], format), values[1]!], format);
  };
  const total = tree.kind === 'term' && start === 'positive-zero' ? sum([zero, visit(tree)], result) : visit(tree);
  const rounded = result === 'binary32' ? round(total, 'binary32', flush.sums) : round(total, 'binary64', false);
  return numberOf(bias !== undefined ? sum([rounded, zero], result) : rounded);
}

/** An exact value, and the sign that a zero has. */
interface Value {
  readonly exact: Dyadic;
  readonly sign: number;
}

const zero: Value = { exact: dyadicZero, sign: 1 };
const signOf = (x: number): number => (x < 0 || Object.is(x, -0) ? -1 : 1);
const value = (exact: Dyadic, signOfZero: number): Value => ({
  exact,
  sign: exact.significand === 0n ? signOfZero : exact.significand < 0n ? -1 : 1,
});
const numberOf = ({ exact, sign }: Value): number => (exact.significand === 0n ? sign * 0 : toBinary64(exact));
const unbounded = { precision: 24, minExponent: -1000, maxExponent: 1000 };

/** A binary32 number that is tiny once rounded with an unbounded exponent may be flushed to the zero of its sign. */
function round(x: Value, format: NodeFormat, flushes: boolean): Value {
  if (x.exact.significand === 0n) return x;
  if (format === 'binary64') return value(dyadicOf(toBinary64(x.exact)), x.sign);
  const once = format === 'binary32' ? x.exact : dyadicOf(toBinary64(x.exact));
  if (flushes && Math.abs(roundDyadic(once, unbounded, 'nearest-even')) < 2 ** -126)
    return { exact: dyadicZero, sign: x.sign };
  return value(dyadicOf(toBinary32(once)), x.sign);
}
