import { ulp32 } from '../../float/ulp.ts';
import type { Rng } from '../../inputs/random.ts';
import type { FactorDomain, HuntProblem } from '../problem.ts';
import type { Plan } from './plan.ts';

/** What one term may be: pairs of factors, with what the plan makes of their product. */
export interface Options {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** What enters the addition: the product, exact or rounded to binary32. */
  readonly value: Float64Array;
  /** `value` − exact product. Exact. */
  readonly error: Float64Array;
  /** Whether every pair of the domains is here, apart from pairs with the same product. */
  readonly complete: boolean;
}

/** Domains with at most so many pairs of levels are enumerated. */
export const mostPairs = 4096;

/** One table for each term of a problem. Domains that are too large to enumerate are sampled from `rng`. */
export function optionsOf(problem: HuntProblem, plan: Plan, rng: Rng): readonly Options[] {
  const known = new Map<string, Options>();
  return Array.from({ length: plan.n }, (_, term) => {
    const rounded = plan.rounded[term] === 1;
    const [left, right] = [problem.left[term]!, problem.right[term]!];
    if (isEnumerable(left, right)) return enumerated(left, right, rounded);
    const key = JSON.stringify([left, right, rounded]);
    const made = known.get(key) ?? sampled(left, right, rounded, plan.n, rng);
    known.set(key, made);
    return made;
  });
}

/** The one or two levels of a domain that has no more, else undefined. */
function levelsOf(domain: FactorDomain): Float32Array | undefined {
  if (domain.kind === 'levels') return domain.values;
  return domain.kind === 'range' && domain.low === domain.high ? Float32Array.of(domain.low) : undefined;
}

/** Whether all pairs of these domains go into one table. */
export function isEnumerable(left: FactorDomain, right: FactorDomain): boolean {
  const [x, y] = [levelsOf(left), levelsOf(right)];
  return x !== undefined && y !== undefined && x.length * y.length <= mostPairs;
}

/** All pairs of levels with different products. */
export function enumerated(left: FactorDomain, right: FactorDomain, rounded: boolean): Options {
  const seen = new Map<number, readonly [number, number]>();
  for (const x of levelsOf(left)!) {
    for (const y of levelsOf(right)!) if (!seen.has(x * y)) seen.set(x * y, [x, y]);
  }
  return table([...seen.values()], rounded, true);
}

function table(pairs: readonly (readonly [number, number])[], rounded: boolean, complete: boolean): Options {
  const left = Float32Array.from(pairs, ([x]) => x);
  const right = Float32Array.from(pairs, ([, y]) => y);
  const value = Float64Array.from(pairs, (_, i) => {
    const product = left[i]! * right[i]!;
    return rounded ? Math.fround(product) : product;
  });
  const error = value.map((computed, i) => computed - left[i]! * right[i]!);
  return { left, right, value, error, complete };
}

const draws = 12_000;
/** Binades of the sums on whose grids the residue of a term is looked at, and classes of its size. */
const grids = 5;
const sizes = 17;
/** Last bits of a product by which options are told apart. */
const endings = 4;

/**
 * Up to some 800 pairs. Kept are, of many drawn ones: for each size and sign of the product, each of the grids of the
 * largest sums, and each parity of the product on that grid, those that change the error of the sum most, up and down
 * (a tie goes either way, as the parity of the sum says); for each size, sign and last two bits, those with the largest
 * error of the product; and the ends of the ranges.
 */
function sampled(left: FactorDomain, right: FactorDomain, rounded: boolean, n: number, rng: Rng): Options {
  const ends: (readonly [number, number])[] = [];
  for (const x of endsOf(left)) for (const y of endsOf(right)) ends.push([x, y]);
  const top = Math.max(...ends.map(([x, y]) => Math.abs(x * y)));
  if (top === 0) return table([ends[0]!], rounded, false);
  // The largest sums are up to n times as large as a product.
  const largest = Math.log2(ulp32(top)) + Math.max(0, Math.ceil(Math.log2(n)) - grids + 1);
  const spacings = Array.from({ length: grids }, (_, rule) => 2 ** (largest + rule));
  const classes = sizes * 4;
  const gains = new Float64Array(classes * (grids * 2 + endings)).fill(Number.NEGATIVE_INFINITY);
  const lefts = new Float32Array(gains.length);
  const rights = new Float32Array(gains.length);
  for (let draw = 0; draw < draws; draw++) {
    const x = drawn(left, rng);
    const y = drawn(right, rng);
    const product = x * y;
    if (product === 0) continue;
    const value = rounded ? Math.fround(product) : product;
    const ulp = ulp32(value);
    const size = sizeOf(Math.abs(value) / top);
    const own = value - product;
    const kind = size * 2 + (value > 0 ? 1 : 0);
    const ending = Math.abs(Math.trunc(value / ulp)) % endings;
    for (let up = 0; up < 2; up++) {
      const sign = up === 1 ? 1 : -1;
      for (let rule = -1; rule < grids; rule++) {
        let at = (kind * 2 + up) * (grids * 2 + endings);
        let gain = sign * own;
        if (rule < 0) at += grids * 2 + ending;
        else {
          const spacing = spacings[rule]!;
          const units = value / spacing;
          const floor = Math.floor(units);
          const fraction = units - floor;
          const goesUp = fraction > 0.5 || (fraction === 0.5 && up === 1);
          gain += sign * (goesUp ? 1 - fraction : -fraction) * spacing;
          at += rule * 2 + (floor % 2 === 0 ? 0 : 1);
        }
        if (gain <= gains[at]!) continue;
        gains[at] = gain;
        lefts[at] = x;
        rights[at] = y;
      }
    }
  }
  const chosen = new Map<number, readonly [number, number]>();
  for (const pair of ends) chosen.set(pair[0] * pair[1], pair);
  gains.forEach((gain, at) => {
    if (gain !== Number.NEGATIVE_INFINITY) chosen.set(lefts[at]! * rights[at]!, [lefts[at]!, rights[at]!]);
  });
  return table([...chosen.values()], rounded, false);
}

/** The class of a product by its size relative to the largest one: sixteenths, and four classes below a quarter. */
function sizeOf(share: number): number {
  if (share >= 1 / 4) return Math.min(16, Math.floor(share * 16));
  return share >= 1 / 8 ? 0 : share >= 1 / 32 ? 1 : share >= 2 ** -10 ? 2 : 3;
}

/** The largest and the smallest number of a domain, and ±1 for any number. */
function endsOf(domain: FactorDomain): readonly number[] {
  if (domain.kind === 'any') return [-1, 1];
  if (domain.kind === 'range') return [domain.low, domain.high];
  return [domain.values[0]!, domain.values.at(-1)!];
}

/** A number of a domain: of a range either uniform or with a uniform exponent, of any number one up to 1 in size. */
function drawn(domain: FactorDomain, rng: Rng): number {
  if (domain.kind === 'levels') return domain.values[rng.below(domain.values.length)]!;
  const [low, high] = domain.kind === 'any' ? [-1, 1] : [domain.low, domain.high];
  const at = rng.unit();
  const uniform = Math.fround(low * (1 - at) + high * at);
  const small = Math.fround(uniform / (1 << rng.below(12)));
  const chosen = rng.chance(0.5) ? uniform : small;
  return chosen >= low && chosen <= high ? chosen : uniform;
}

/** The smallest and the largest product of two domains, exact; undefined if there is none. */
export function productRange(left: FactorDomain, right: FactorDomain): readonly [number, number] | undefined {
  if (left.kind === 'any' || right.kind === 'any') return undefined;
  const products = endsOf(left).flatMap((x) => endsOf(right).map((y) => x * y));
  return [Math.min(...products), Math.max(...products)];
}
