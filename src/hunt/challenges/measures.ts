import { type Matrix, transformedBy, type WinogradTransform } from '../../claims/comparisons/winograd-transform.ts';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import { exactDotDyadic } from '../../float/exact-dot.ts';
import { unitRoundoff32 } from '../../float/format.ts';
import type { Candidate } from '../problem.ts';
import { quotientDownward } from '../score.ts';
import type { Measured } from './challenge.ts';

export type Compute = (left: Float32Array, right: Float32Array, start: number, n: number) => number;

const u = dyadicOf(unitRoundoff32);

const exactOf = ({ left, right }: Candidate): Dyadic => exactDotDyadic(left, right, 0, left.length);
export const absoluteOf = ({ left, right }: Candidate): Dyadic =>
  exactOf({ left: left.map(Math.abs), right: right.map(Math.abs) });
const run = ({ left, right }: Candidate, compute: Compute): number => compute(left, right, 0, left.length);

function errorOf(candidate: Candidate, computed: number): Dyadic {
  return absDyadic(subtractDyadic(dyadicOf(computed), exactOf(candidate)));
}

/** |error| ÷ (u·P). */
export function relativeToProducts(candidate: Candidate, compute: Compute): Measured {
  const computed = run(candidate, compute);
  const error = errorOf(candidate, computed);
  return { computed, error, ratio: quotientDownward(error, multiplyDyadic(u, absoluteOf(candidate))) };
}

/** (|error| − u·|exact|) ÷ (u²·P). */
export function beyondOneRounding(candidate: Candidate, compute: Compute): Measured {
  const computed = run(candidate, compute);
  const error = errorOf(candidate, computed);
  const beyond = subtractDyadic(error, multiplyDyadic(u, absDyadic(exactOf(candidate))));
  if (beyond.significand <= 0n) return { computed, error, ratio: 0 };
  const unit = multiplyDyadic(multiplyDyadic(u, u), absoluteOf(candidate));
  return { computed, error, ratio: quotientDownward(beyond, unit) };
}

/** |error| ÷ (u·|exact|). */
export function relativeToResult(candidate: Candidate, compute: Compute): Measured {
  const computed = run(candidate, compute);
  const error = errorOf(candidate, computed);
  return { computed, error, ratio: quotientDownward(error, multiplyDyadic(u, absDyadic(exactOf(candidate)))) };
}

/** |error| ÷ u. */
export function inUnits(candidate: Candidate, compute: Compute): Measured {
  const computed = run(candidate, compute);
  const error = errorOf(candidate, computed);
  return { computed, error, ratio: quotientDownward(error, u) };
}

/** Whether P ≤ κ·|exact|. */
export function isConditioned(candidate: Candidate, condition: number): boolean {
  const least = multiplyDyadic(dyadicOf(condition), absDyadic(exactOf(candidate)));
  return compareDyadic(absoluteOf(candidate), least) <= 0;
}

/**
 * The largest |error| of an output of a tile ÷ (u · the largest pixel · the largest tap). `left` has the pixels and
 * `right` the nine taps, row by row.
 */
export function tileError({ left, right }: Candidate, form: WinogradTransform): Measured {
  const { side } = form;
  const taps = transformedBy(form.kernel, rowsOf(right, 3));
  const pixels = transformedBy(form.pixels, rowsOf(left, side));
  const products = taps.map((row, i) => row.map((tap, j) => Math.fround(tap * pixels[i]![j]!)));
  const outputs = transformedBy(form.outputs, products);
  let worst = { computed: 0, error: dyadicZero };
  for (let i = 0; i < side - 2; i += 1) {
    for (let j = 0; j < side - 2; j += 1) {
      const computed = outputs[i]![j]!;
      const error = absDyadic(subtractDyadic(dyadicOf(computed), directOutput(left, right, side, i, j)));
      if (compareDyadic(error, worst.error) > 0) worst = { computed, error };
    }
  }
  const largest = (numbers: Float32Array): Dyadic => dyadicOf(Math.max(...numbers.map(Math.abs)));
  const unit = multiplyDyadic(u, multiplyDyadic(largest(left), largest(right)));
  return { ...worst, ratio: quotientDownward(worst.error, unit) };
}

const rowsOf = (numbers: Float32Array, side: number): Matrix =>
  Array.from({ length: side }, (_, i) => Array.from(numbers.subarray(i * side, (i + 1) * side)));

function directOutput(pixels: Float32Array, taps: Float32Array, side: number, i: number, j: number): Dyadic {
  let sum = dyadicZero;
  for (let a = 0; a < 3; a += 1) {
    for (let b = 0; b < 3; b += 1) {
      const product = multiplyDyadic(dyadicOf(pixels[(i + a) * side + j + b]!), dyadicOf(taps[a * 3 + b]!));
      sum = addDyadic(sum, product);
    }
  }
  return sum;
}
