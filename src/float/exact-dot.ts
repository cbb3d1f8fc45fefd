import { type Dyadic, dyadic, dyadicOf, subtractDyadic, toBinary32, toBinary64 } from './dyadic.ts';
import { sum32 } from './sum32.ts';
import { sumError } from './two-sum.ts';

/**
 * Exact dot products of binary32 numbers: Σ left[start + t] · right[start + t], t < n ≤ 2^26, rounded once.
 *
 * Products are exact in binary64 (48 bits, 2^-298 to 2^256: nothing underflows or overflows), so the result is an integer
 * multiple of 2^-298. Three stages, each correct by proof, the next one asked only where the one before cannot tell:
 * 1. Dot2 of Ogita, Rump and Oishi (Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005) with a rounding test.
 *    TwoSum gives s + Σq exactly. c is the recursive sum of the q, of which the first is 0, so |c − Σq| ≤ (n−2)·u·Σ|q| and
 *    likewise for their computed absolute sum e (Rump, Error estimation of floating-point summation and dot product, BIT
 *    2012, Theorem 3.4, u = 2^-53): |c − Σq| ≤ δ = e·n·u·(1 + 2^-20). With r + t = s + c exactly, the exact value lies in
 *    r + t ± δ; rounding is monotone, so where both ends round to the same number, that is the rounded exact value.
 * 2. The same once more: the q are added by TwoSum too. This settles ties, which no interval around them does.
 * 3. Big integers.
 * An exact zero is +0; −0 comes only from rounding a negative value. Where an input is NaN or infinite there is no exact
 * value: the functions that return a number give NaN, the dyadic ones throw RangeError.
 */
export function exactDot64(left: Float32Array, right: Float32Array, start: number, n: number): number {
  return total64(left, right, start, n, 0);
}

/** The correctly rounded difference computed − exact; NaN also where `computed` is not finite. */
export function dotError64(
  left: Float32Array,
  right: Float32Array,
  start: number,
  n: number,
  computed: number,
): number {
  return -total64(left, right, start, n, -computed) + 0;
}

/** Rounded to binary32 once, straight from the exact value. */
export function exactDot32(left: Float32Array, right: Float32Array, start: number, n: number): number {
  for (const stage of [once, twice]) {
    stage(left, right, start, n, 0);
    const low = sum32(high, rest - radius);
    if (low === sum32(high, rest + radius) && (low !== 0 || radius === 0)) return low;
  }
  const exact = integerDot(left, right, start, n);
  return exact === undefined ? Number.NaN : toBinary32(dyadic(exact, -298));
}

/** The exact value itself. */
export function exactDotDyadic(left: Float32Array, right: Float32Array, start: number, n: number): Dyadic {
  const exact = integerDot(left, right, start, n);
  if (exact === undefined) throw new RangeError('a NaN or an infinity has no exact value');
  return dyadic(exact, -298);
}

/** As `exactDot64`, for a caller whose own first stage could not tell. */
export function refineDot64(left: Float32Array, right: Float32Array, start: number, n: number, first: number): number {
  twice(left, right, start, n, first);
  if (high + (rest - radius) === high && high + (rest + radius) === high) return high;
  const exact = integerDot(left, right, start, n);
  if (exact === undefined || !Number.isFinite(first)) return Number.NaN;
  return toBinary64(subtractDyadic(dyadic(exact, -298), dyadicOf(-first)));
}

function total64(left: Float32Array, right: Float32Array, start: number, n: number, first: number): number {
  once(left, right, start, n, first);
  if (high + (rest - radius) === high && high + (rest + radius) === high) return high;
  return refineDot64(left, right, start, n, first);
}

/** What a stage found: first + Σ products lies within high + rest ± radius, and high = RN(high + rest). */
let high = 0;
let rest = 0;
let radius = 0;

/** The roundings of rest ± radius move the ends inwards by no more than this. */
const outward = (delta: number): number => (delta === 0 ? 0 : delta + Math.abs(rest) * 2 ** -51);

function once(left: Float32Array, right: Float32Array, start: number, n: number, first: number): void {
  let sum = first;
  let errors = 0;
  let absoluteErrors = 0;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    const next = sum + product;
    const virtual = next - sum;
    const error = sum - (next - virtual) + (product - virtual);
    sum = next;
    errors += error;
    absoluteErrors += Math.abs(error);
  }
  high = sum + errors + 0;
  rest = sumError(sum, errors, high);
  radius = outward(absoluteErrors * ((n + 1) * 2 ** -53) * (1 + 2 ** -20));
}

function twice(left: Float32Array, right: Float32Array, start: number, n: number, first: number): void {
  let sum = first;
  let errors = 0;
  let errorsOfErrors = 0;
  let absolute = 0;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    const next = sum + product;
    const virtual = next - sum;
    const error = sum - (next - virtual) + (product - virtual);
    sum = next;
    const nextErrors = errors + error;
    const virtualErrors = nextErrors - errors;
    const errorOfError = errors - (nextErrors - virtualErrors) + (error - virtualErrors);
    errors = nextErrors;
    errorsOfErrors += errorOfError;
    absolute += Math.abs(errorOfError);
  }
  const upper = sum + errors;
  const lower = sumError(sum, errors, upper);
  const middle = lower + errorsOfErrors;
  high = upper + middle + 0;
  rest = sumError(upper, middle, high);
  const lost = Math.abs(sumError(lower, errorsOfErrors, middle));
  radius = outward((lost + absolute * ((n + 1) * 2 ** -53)) * (1 + 2 ** -20));
}

/** The exact value times 2^298; undefined where an input is not finite. */
function integerDot(left: Float32Array, right: Float32Array, start: number, n: number): bigint | undefined {
  let sum = 0n;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    if (!Number.isFinite(product)) return undefined;
    sum += BigInt(product * 2 ** 298);
  }
  return sum;
}
