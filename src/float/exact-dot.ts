import { sum32, sumError } from './addition.ts';
import { biasedDot64 } from './biased-dot.ts';
import { type Dyadic, dyadic, dyadicOf, subtractDyadic, toBinary32, toBinary64 } from './dyadic.ts';
import { ProductSum } from './product-sum.ts';

/**
 * Exact dot products of binary32 numbers: Σ left[start + t] · right[start + t], t < n ≤ 2^26, rounded once. An exact
 * zero is +0; −0 results only from rounding a negative value. If an input is NaN or infinite there is no exact value:
 * functions that return a number give NaN, those that return a dyadic throw a RangeError.
 *
 * Products are exact in binary64: 48 bits, from 2^-298 to 2^256. So the result is an integer multiple of 2^-298. It is
 * computed in stages, each correct by proof. A stage runs only if the one before it cannot decide. Let u = 2^-53.
 *
 *     0. For large n, a quick attempt by biased-dot.ts.
 *     1. Dot2 of Ogita, Rump and Oishi (Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005) with a rounding
 *        test. TwoSum gives s + Σq exactly, with |q| ≤ u·|partial sum|; c is the recursive sum of the q. If N of the q
 *        are not zero, |c − Σq| ≤ (N−1)·u·Σ|q|, and likewise for their computed absolute sum (Rump, Error estimation of
 *        floating-point summation and dot product, BIT 2012, Theorem 3.4). So |c − Σq| is at most some δ, found either
 *        from the absolute sum of the q or a priori from P = Σ|products|: n²·u²·P·(1 + 2^-20). Let r be s + c rounded,
 *        and t the rounding error, so that r + t = s + c. The exact value lies in r + t ± δ. Rounding is monotone: if
 *        both ends round to r, then r is the rounded exact value.
 *     2. `errorsAreExact`: if the q are few-bit multiples of one unit, c = Σq and r is right. This settles most ties.
 *     3. Stage 1 with the q added by TwoSum too. This settles the remaining ties and nearly everything else.
 *     4. Big integers.
 *
 * The loop of stage 1 is written out here and again in reference-batch.ts, for speed.
 */
export function exactDot64(left: Float32Array, right: Float32Array, start: number, n: number): number {
  const quick = n < worthBiasing ? Number.NaN : biasedDot64(left, right, start, n);
  if (!Number.isNaN(quick)) return quick;
  let sum = 0;
  let errors = 0;
  let absolute = 0;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    const next = sum + product;
    const virtual = next - sum;
    errors += sum - (next - virtual) + (product - virtual);
    sum = next;
    absolute += Math.abs(product);
  }
  const high = sum + errors;
  return isCertified(sum, errors, high, absolute, n) ? high : settleDot64(left, right, start, n, high, absolute);
}

/** From this n on, what biased-dot.ts saves per term outweighs its start. */
const worthBiasing = 64;

/**
 * The end of stage 1: whether `high`, the rounded sum of `sum` and `errors`, is the rounded exact value. Fast2Sum
 * replaces TwoSum, because the larger operand is known. Let d = |t| + δ, in the code `rest` and `radius`. It is enough
 * to test |high| − d, because the spacing below |high| is never wider than above. The factors 1 + 2^-20 and 1 + 2^-51
 * cover the roundings in d. False if an input is NaN or infinite.
 */
export function isCertified(sum: number, errors: number, high: number, absolute: number, n: number): boolean {
  const size = Math.abs(high);
  const rest = Math.abs(errors - (high - sum));
  const radius = absolute * (n * n * (2 ** -106 + 2 ** -126));
  return Math.abs(sum) >= Math.abs(errors) && size !== 0 && size - (radius + rest * (1 + 2 ** -51)) === size;
}

/** Stages 2 to 4, for a caller with its own first stage. `high` and `absolute` are the results of that stage. */
export function settleDot64(
  left: Float32Array,
  right: Float32Array,
  start: number,
  n: number,
  high: number,
  absolute: number,
): number {
  if (errorsAreExact(left, right, start, n, absolute)) return high + 0;
  return refineDot64(left, right, start, n, 0);
}

/**
 * Whether the recursive sum of the TwoSum errors is exact. A product of two 24-bit significands is a multiple of a
 * power of two above 2^-48 times itself. Let m be the smallest non-zero |product|: all products, sums and errors are
 * multiples of a power of two γ > 2^-48·m. The absolute sum of the errors is at most n·u·P·(1 + n·u). If that is below
 * 2^53·γ, adding them never rounds. The code uses the sum of the reciprocals in place of 1/m. It exceeds 1/m except for
 * roundings, which the factor 2 left in 2^57 covers.
 */
function errorsAreExact(left: Float32Array, right: Float32Array, start: number, n: number, absolute: number): boolean {
  let reciprocals = 0;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    if (product !== 0) reciprocals += 1 / Math.abs(product);
  }
  return n * absolute * reciprocals <= 2 ** 57;
}

/** The difference computed − exact, rounded once to binary64. NaN if an input or `computed` is not finite. */
export function dotError64(
  left: Float32Array,
  right: Float32Array,
  start: number,
  n: number,
  computed: number,
): number {
  stage1(left, right, start, n, -computed);
  const exact = isWithin() ? stageResult[0]! : refineDot64(left, right, start, n, -computed);
  return -exact + 0;
}

/** The dot product rounded once to binary32, straight from the exact value. */
export function exactDot32(left: Float32Array, right: Float32Array, start: number, n: number): number {
  stage1(left, right, start, n, 0);
  let rounded = rounded32();
  if (rounded === undefined) {
    stage3(left, right, start, n, 0);
    rounded = rounded32();
  }
  if (rounded !== undefined) return rounded;
  const exact = integerDot(left, right, start, n);
  return exact === undefined ? Number.NaN : toBinary32(dyadic(exact, -298));
}

/** The exact dot product. Throws a RangeError if an input is NaN or infinite. */
export function exactDotDyadic(left: Float32Array, right: Float32Array, start: number, n: number): Dyadic {
  const exact = integerDot(left, right, start, n);
  if (exact === undefined) throw new RangeError('a NaN or an infinity has no exact value');
  return dyadic(exact, -298);
}

/** Stages 3 and 4 for first + Σ products. */
function refineDot64(left: Float32Array, right: Float32Array, start: number, n: number, first: number): number {
  stage3(left, right, start, n, first);
  if (isWithin()) return stageResult[0]!;
  const exact = integerDot(left, right, start, n);
  if (exact === undefined || !Number.isFinite(first)) return Number.NaN;
  return toBinary64(subtractDyadic(dyadic(exact, -298), dyadicOf(-first)));
}

/**
 * The result of a stage: high, rest, radius. first + Σ products lies within high + rest ± radius, and high = RN(high +
 * rest).
 */
const stageResult: Float64Array = new Float64Array(3);

function storeResult(high: number, rest: number, delta: number): void {
  stageResult[0] = high;
  stageResult[1] = rest;
  // Rounding rest ± radius moves the ends inwards by at most what is added here.
  stageResult[2] = delta === 0 ? 0 : delta + Math.abs(rest) * 2 ** -51;
}

/** Whether both ends round to `high` in binary64. */
function isWithin(): boolean {
  const high = stageResult[0]!;
  const rest = stageResult[1]!;
  const radius = stageResult[2]!;
  return high + (rest - radius) === high && high + (rest + radius) === high;
}

/**
 * The binary32 number to which both ends round, if they agree. The sign of a zero is certain only if the radius is 0.
 */
function rounded32(): number | undefined {
  const radius = stageResult[2]!;
  const low = sum32(stageResult[0]!, stageResult[1]! - radius);
  return low === sum32(stageResult[0]!, stageResult[1]! + radius) && (low !== 0 || radius === 0) ? low : undefined;
}

/**
 * Stage 1, with δ from the absolute sum of the errors. `first` adds one more error that may not be zero, so the factor
 * is n + 1.
 */
function stage1(left: Float32Array, right: Float32Array, start: number, n: number, first: number): void {
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
  const high = sum + errors + 0;
  storeResult(high, sumError(sum, errors, high), absoluteErrors * ((n + 1) * 2 ** -53) * (1 + 2 ** -20));
}

function stage3(left: Float32Array, right: Float32Array, start: number, n: number, first: number): void {
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
  const high = upper + middle + 0;
  const lost = Math.abs(sumError(lower, errorsOfErrors, middle));
  storeResult(high, sumError(upper, middle, high), (lost + absolute * ((n + 1) * 2 ** -53)) * (1 + 2 ** -20));
}

/** From this n on, buckets by binade are faster than one big integer. */
const worthBuckets = 256;

/** The exact value times 2^298; undefined if an input is not finite. */
function integerDot(left: Float32Array, right: Float32Array, start: number, n: number): bigint | undefined {
  if (n >= worthBuckets) return bucketDot(left, right, start, n);
  let sum = 0n;
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    if (!Number.isFinite(product)) return undefined;
    sum += BigInt(product * 2 ** 298);
  }
  return sum;
}

function bucketDot(left: Float32Array, right: Float32Array, start: number, n: number): bigint | undefined {
  const sum = new ProductSum();
  for (let i = start; i < start + n; i++) {
    const product = left[i]! * right[i]!;
    if (!Number.isFinite(product)) return undefined;
    sum.add(product);
  }
  const { significand, exponent } = sum.total();
  // All products are multiples of 2^-298, so that a shift to the right loses nothing.
  return significand << BigInt(exponent + 298);
}
