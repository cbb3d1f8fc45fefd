import { bfloat16, binary16, e4m3, e5m2, type Format, tf32 } from '../../float/format.ts';
import type { BlackBox } from '../../reveal/oracle.ts';
import type { InputName, PublishedUnit } from './published-units.ts';

/**
 * A published unit as a loop over k, written from its description and not from a model of `src/sums`: every step is
 * exact in binary64, because products of these inputs have at most 22 bits and sums are cut to a few more.
 */
export function unitBlackBox({ inputs, adder }: PublishedUnit): BlackBox {
  const format = inputFormats[inputs];
  // The unit itself cuts binary32 numbers to TF32; others are converted before.
  const narrow = (x: number): number => roundTo(x, format, inputs === 'TF32' ? Math.trunc : nearestEven);
  const flush = (x: number, least: number): number => (Math.abs(x) < 2 ** least ? x * 0 : x);
  const step = (a: readonly number[], b: readonly number[], sum: number): number => {
    if (adder.kind === 'fused') return fusedAdd(a, b, sum, format.minExponent, adder.fraction, adder.bits);
    if (adder.kind === 'two stages') return twoStages(a, b, sum, format.minExponent);
    const least = adder.flushes ? -126 : -Infinity;
    const input = (x: number): number => (adder.flushes ? flush(x, format.minExponent) : x);
    const products = a.map((x, k) => flush(Math.fround(input(x) * input(b[k]!)) + 0, least));
    return flush(Math.fround(sum + pairwise(products, (x) => flush(x, least))), least);
  };
  return async (lefts, rights, n, count) => {
    const results = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      let sum = 0;
      for (let k = index * n; k < (index + 1) * n; k += adder.width) {
        const end = Math.min(k + adder.width, (index + 1) * n);
        sum = step(Array.from(lefts.subarray(k, end), narrow), Array.from(rights.subarray(k, end), narrow), sum);
      }
      results[index] = sum;
    }
    return results;
  };
}

const inputFormats: Readonly<Record<InputName, Format>> = {
  FP16: binary16,
  BF16: bfloat16,
  TF32: tf32,
  'FP8 e4m3': e4m3,
  'FP8 e5m2': e5m2,
};

/** e with 2^e ≤ |x| < 2^(e + 1), but not below the least exponent of a format. */
function exponentOf(x: number, least: number): number {
  let e = Math.max(least, Math.floor(Math.log2(Math.abs(x))));
  while (Math.abs(x) >= 2 ** (e + 1)) e += 1;
  while (e > least && Math.abs(x) < 2 ** e) e -= 1;
  return e;
}

function nearestEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

function roundTo(x: number, format: Format, round: (x: number) => number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const unit = 2 ** (exponentOf(x, format.minExponent) - format.precision + 1);
  const rounded = round(x / unit) * unit;
  const largest = (2 - 2 ** (1 - format.precision)) * 2 ** format.maxExponent;
  return Math.abs(rounded) > largest ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
}

function fusedAdd(
  a: readonly number[],
  b: readonly number[],
  sum: number,
  least: number,
  fraction: number,
  bits: number,
): number {
  const plain = a.reduce((total, x, k) => total + x * b[k]!, sum);
  if (!Number.isFinite(plain)) return plain;
  const [total, place] = alignedSum(a, b, least, fraction, sum);
  return total === 0 ? 0 : cutTo(total * 2 ** (place - fraction), bits);
}

/** The sum of what is kept of all operands, in units of 2^(place − fraction). */
function alignedSum(
  a: readonly number[],
  b: readonly number[],
  least: number,
  fraction: number,
  sum: number,
): readonly [total: number, place: number] {
  const places = a.flatMap((x, k) => (x * b[k]! === 0 ? [] : [exponentOf(x, least) + exponentOf(b[k]!, least)]));
  if (sum !== 0) places.push(exponentOf(sum, -126));
  const place = Math.max(...places);
  if (places.length === 0) return [0, -252];
  const kept = (x: number): number => Math.trunc(x * 2 ** (fraction - place));
  return [a.reduce((total, x, k) => total + kept(x * b[k]!), kept(sum)), place];
}

/** A number cut toward zero to so many bits with the exponents of binary32. */
function cutTo(x: number, bits: number): number {
  const unit = 2 ** (exponentOf(x, -126) - bits + 1);
  const largest = (2 - 2 ** (1 - bits)) * 2 ** 127;
  return Math.max(-largest, Math.min(largest, Math.trunc(x / unit) * unit));
}

function pairwise(terms: readonly number[], end: (x: number) => number): number {
  if (terms.length === 1) return terms[0]!;
  const middle = terms.length >> 1;
  return end(Math.fround(pairwise(terms.slice(0, middle), end) + pairwise(terms.slice(middle), end)));
}

function twoStages(a: readonly number[], b: readonly number[], sum: number, least: number): number {
  const plain = a.reduce((total, x, k) => total + x * b[k]!, sum);
  if (!Number.isFinite(plain)) return Math.fround(plain);
  const [total, place] = alignedSum(a, b, least, 24, 0);
  const most = Math.max(place, sum === 0 ? -252 : exponentOf(sum, -126));
  const down = (x: number, places: number): number => Math.floor(x * 2 ** (places - most)) * 2 ** (most - places);
  return Math.fround(down(total * 2 ** (place - 24), 31) + down(sum, 24));
}
