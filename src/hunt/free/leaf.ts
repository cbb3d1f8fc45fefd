import { nextDown32 } from '../../float/ulp.ts';
import type { InputRounding } from '../../sums/narrow-inputs.ts';
import { leadingExponent } from '../../sums/round-exactly.ts';

/** Two factors. Their product is near 1; the caller scales it. */
export type Factors = readonly [x: number, y: number];

/** What happens to one product before it is added. */
export interface Leaf {
  /** Significant bits to which the product is rounded on its own; undefined if it is not. */
  readonly precision: number | undefined;
  /** Whether that rounding truncates. */
  readonly truncates: boolean;
  readonly inputs: InputRounding | undefined;
}

const one: Factors = [1, 1];

/**
 * The factors of the largest known product that is computed as 1. If it is rounded to p bits, 2^p + 1 as a product of
 * two factors that fit, scaled: a tie, and 1 is even. If it is truncated, just below 1 + 2^(1 − p). Narrowed factors
 * are as large as narrowing allows.
 */
export function powerFactors({ precision, truncates, inputs }: Leaf): Factors {
  const options = [one];
  if (precision !== undefined) {
    const rounded = truncates ? belowNextPower(precision, inputs) : oneAndBit(precision, inputs?.bits ?? 24);
    if (rounded !== undefined) options.push(rounded);
  }
  return options
    .map((factors) => widest(factors, inputs))
    .reduce((best, next) => (size(next) > size(best) ? next : best));
}

const size = ([x, y]: Factors): number => x * y;

/** What the exact product exceeds 1 by. Exact: the product has 48 bits. */
export const excessOf = (factors: Factors): number => size(factors) - 1;

/**
 * Factors of a product that is computed as exactly 1 + 2^-q, or, if what follows truncates, as slightly less than 1 +
 * 2^(1 − q). Undefined if none are known or if the product is rounded on its own.
 */
export function plusFactors({ precision, inputs }: Leaf, q: number, truncates: boolean): Factors | undefined {
  if (precision !== undefined) return undefined;
  const factors = truncates ? belowNextPower(q, inputs) : oneAndBit(q, inputs?.bits ?? 24);
  return factors === undefined ? undefined : widest(factors, inputs);
}

/** Factors of a product of at most `bits` significant bits just below 1. */
export function belowFactors({ precision = 64, inputs }: Leaf, bits: number): Factors {
  const held = Math.min(bits, precision);
  const own = inputs?.bits ?? 24;
  // (2^h − 1)(2^h + 1) = 2^(2h) − 1.
  const h = Math.min(own - 1, Math.floor(held / 2));
  const direct = Math.min(own, held);
  if (2 * h > direct) return [1 - 2 ** -h, 1 + 2 ** -h];
  return [1 - 2 ** -direct, 1];
}

/** 1 + 2^-q as a product of two numbers of at most `bits` bits. */
function oneAndBit(q: number, bits: number): Factors | undefined {
  if (q < bits) return [1 + 2 ** -q, 1];
  if (q === 24 && bits === 24) return [24929 * 2 ** -12, 673 * 2 ** -12];
  const divisor = divisorOf(q, bits);
  if (divisor === undefined) return undefined;
  const shift = Math.floor(q / 2);
  return [divisor * 2 ** -shift, ((2 ** q + 1) / divisor) * 2 ** (shift - q)];
}

const divisors = new Map<string, number | undefined>();

/** A divisor d of 2^q + 1 such that d and (2^q + 1)/d have at most `bits` bits. */
function divisorOf(q: number, bits: number): number | undefined {
  const key = `${q} ${bits}`;
  if (!divisors.has(key)) divisors.set(key, findDivisor(2 ** q + 1, bits));
  return divisors.get(key);
}

function findDivisor(product: number, bits: number): number | undefined {
  const most = 2 ** bits;
  if (product >= most * most) return undefined;
  const least = Math.ceil(product / most) | 1;
  for (let d = least; d * d <= product; d += 2) if (product % d === 0) return d;
  return undefined;
}

/** A product in [1, 1 + 2^(1 − p)) near its upper end. */
function belowNextPower(p: number, inputs: InputRounding | undefined): Factors | undefined {
  if (inputs !== undefined) return undefined;
  if (p < 24) return [1 + 2 ** (1 - p) - 2 ** -23, 1];
  // 1 + 2^-23 − 2^-45
  return p === 24 ? [1 + 2 ** -22, 1 - 2 ** -23] : undefined;
}

/** The largest factors that are narrowed to the given ones. */
function widest([x, y]: Factors, inputs: InputRounding | undefined): Factors {
  return inputs === undefined ? [x, y] : [widestOne(x, inputs), widestOne(y, inputs)];
}

function widestOne(x: number, { bits, rounding }: InputRounding): number {
  const spacing = 2 ** (leadingExponent(x) - bits + 1);
  if (rounding === 'toward-zero') return nextDown32(x + spacing);
  const tie = x + spacing / 2;
  return (x / spacing) % 2 === 0 ? tie : nextDown32(tie);
}
