import { addDyadic, compareDyadic, dyadicOf, multiplyDyadic, subtractDyadic, toBinary64 } from '../../float/dyadic.ts';
import { nextUp64 } from '../../float/ulp.ts';

/** |y − ref| ≤ atol + rtol·|ref|, as NumPy, PyTorch and others compare. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** The smallest tolerances that a set of outputs needs. */
export interface SmallestTolerances {
  /** rtol = 0. */
  readonly absolute: Tolerance;
  /** atol = 0; undefined where a result may differ from a reference of 0, for which no rtol is enough. */
  readonly relative: Tolerance | undefined;
  /** The pair that allows the least, as a mean over the outputs. */
  readonly pair: Tolerance;
}

/**
 * Output j may be off by `errors[j]`, and its reference is at least `sizes[j]` in size; binary64, finite, at least 0.
 * Every tolerance is rounded up, and is at least what exact arithmetic asks for at each output.
 *
 * The pair (a, r) minimises the mean of a + r·size with a + r·size ≥ error everywhere and a, r ≥ 0. So it is the line
 * above all points (size, error) and (0, 0) that is lowest at the mean size: the edge of their upper convex hull there,
 * or a horizontal one where that edge falls.
 */
export function smallestTolerances(errors: Float64Array, sizes: Float64Array): SmallestTolerances {
  const atol = errors.reduce((most, error) => Math.max(most, error), 0);
  let rtol = 0;
  for (const [j, error] of errors.entries()) if (error > 0) rtol = Math.max(rtol, quotientUp(error, sizes[j]!));
  const slope = slopeAt(
    errors,
    sizes,
    sizes.reduce((sum, size) => sum + size / sizes.length, 0),
  );
  return {
    absolute: { rtol: 0, atol },
    relative: Number.isFinite(rtol) ? { rtol, atol: 0 } : undefined,
    // An edge from (0, 0) is the relative tolerance itself, but for the rounding of its slope.
    pair: slope >= rtol * (1 - 2 ** -50) ? { rtol, atol: 0 } : { rtol: slope, atol: interceptUp(errors, sizes, slope) },
  };
}

/** Whether exact arithmetic finds a + r·size ≥ error at every output. */
export function suffices({ rtol, atol }: Tolerance, errors: Float64Array, sizes: Float64Array): boolean {
  return errors.every((error, j) => {
    // The sum in binary64 is off by less than a relative 2^-51: only what is closer is computed exactly.
    const allowed = atol + rtol * sizes[j]!;
    if (error < allowed * (1 - 2 ** -50)) return true;
    return compareDyadic(allowedExactly(rtol, atol, sizes[j]!), dyadicOf(error)) >= 0;
  });
}

const allowedExactly = (rtol: number, atol: number, size: number): ReturnType<typeof dyadicOf> =>
  addDyadic(dyadicOf(atol), multiplyDyadic(dyadicOf(rtol), dyadicOf(size)));

/** The least binary64 r with r·size ≥ error. */
function quotientUp(error: number, size: number): number {
  if (size === 0) return Number.POSITIVE_INFINITY;
  const quotient = error / size;
  if (!Number.isFinite(quotient)) return Number.POSITIVE_INFINITY;
  const isEnough = compareDyadic(multiplyDyadic(dyadicOf(quotient), dyadicOf(size)), dyadicOf(error)) >= 0;
  return isEnough ? quotient : nextUp64(quotient);
}

/** The least binary64 a with a + slope·size ≥ error at every output. */
function interceptUp(errors: Float64Array, sizes: Float64Array, slope: number): number {
  // The difference in binary64 is off by less than this.
  const doubt = (j: number): number => (errors[j]! + slope * sizes[j]!) * 2 ** -50;
  const nearly = (j: number): number => errors[j]! - slope * sizes[j]!;
  let least = 0;
  for (const j of errors.keys()) least = Math.max(least, nearly(j) - doubt(j));
  let intercept = 0;
  for (const [j, error] of errors.entries()) {
    if (nearly(j) + doubt(j) < least) continue;
    const rest = subtractDyadic(dyadicOf(error), multiplyDyadic(dyadicOf(slope), dyadicOf(sizes[j]!)));
    if (compareDyadic(rest, dyadicOf(intercept)) <= 0) continue;
    const rounded = toBinary64(rest);
    intercept = compareDyadic(dyadicOf(rounded), rest) >= 0 ? rounded : nextUp64(rounded);
  }
  return intercept;
}

/** The slope of the upper convex hull of the points and (0, 0) at `place`; 0 where it falls. */
function slopeAt(errors: Float64Array, sizes: Float64Array, place: number): number {
  const order = Uint32Array.from(errors.keys()).sort((i, j) => sizes[i]! - sizes[j]! || errors[i]! - errors[j]!);
  const hull: (readonly [size: number, error: number])[] = [[0, 0]];
  for (const j of order) {
    const point = [sizes[j]!, errors[j]!] as const;
    while (hull.length > 0 && isBelow(hull.at(-2), hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  for (let i = 1; i < hull.length; i++) {
    const [[left, low], [right, high]] = [hull[i - 1]!, hull[i]!];
    if (right >= place && right > left) return Math.max(0, (high - low) / (right - left));
  }
  return 0;
}

type Point = readonly [size: number, error: number];

/** Whether `middle` is not above the line from `before` to `after`. */
function isBelow(before: Point | undefined, middle: Point, after: Point): boolean {
  if (middle[0] === after[0]) return middle[1] <= after[1];
  if (before === undefined) return false;
  return (middle[1] - before[1]) * (after[0] - before[0]) <= (after[1] - before[1]) * (middle[0] - before[0]);
}
