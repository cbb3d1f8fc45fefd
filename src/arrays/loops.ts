/**
 * The inner loops: dot products of one window with the taps of some output channels, in binary64. `taps` has `terms`
 * numbers for each output channel, one channel after another. Results go to `out` from `at` on.
 */
export interface Sums {
  /** Sums, and sums of sizes. */
  readonly high: Float64Array;
  readonly absolute: Float64Array;
  /** What `high` lacks, where sums are compensated. */
  readonly low: Float64Array | undefined;
}

/** Plain sums: for products that are exact in binary64. */
export function plainDots(
  window: Float64Array,
  start: number,
  taps: Float64Array,
  from: number,
  terms: number,
  channels: number,
  { high, absolute }: Sums,
  at: number,
): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4) {
    const t0 = from + c * terms;
    const t1 = t0 + terms;
    const t2 = t1 + terms;
    const t3 = t2 + terms;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    for (let t = 0; t < terms; t++) {
      const x = window[start + t]!;
      const p0 = x * taps[t0 + t]!;
      const p1 = x * taps[t1 + t]!;
      const p2 = x * taps[t2 + t]!;
      const p3 = x * taps[t3 + t]!;
      s0 += p0;
      s1 += p1;
      s2 += p2;
      s3 += p3;
      a0 += Math.abs(p0);
      a1 += Math.abs(p1);
      a2 += Math.abs(p2);
      a3 += Math.abs(p3);
    }
    const place = at + c;
    high[place] = s0;
    high[place + 1] = s1;
    high[place + 2] = s2;
    high[place + 3] = s3;
    absolute[place] = a0;
    absolute[place + 1] = a1;
    absolute[place + 2] = a2;
    absolute[place + 3] = a3;
  }
  for (; c < channels; c++) {
    const first = from + c * terms;
    let sum = 0;
    let size = 0;
    for (let t = 0; t < terms; t++) {
      const product = window[start + t]! * taps[first + t]!;
      sum += product;
      size += Math.abs(product);
    }
    high[at + c] = sum;
    absolute[at + c] = size;
  }
}

/** Numbers in two halves of at most 26 bits each, whose products are exact (Veltkamp). */
export interface Halves {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

export function halvesOf(numbers: Float64Array): Halves {
  const [upper, lower] = [new Float64Array(numbers.length), new Float64Array(numbers.length)];
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    const scaled = x * 134217729;
    const half = scaled - (scaled - x);
    upper[i] = half;
    lower[i] = x - half;
  }
  return { upper, lower };
}

/** Compensated sums of any products: Dot2 of Ogita, Rump and Oishi (SIAM J. Sci. Comput. 26, 2005). */
export function compensatedDots(
  window: Float64Array,
  halves: Halves,
  start: number,
  taps: Float64Array,
  tapHalves: Halves,
  from: number,
  terms: number,
  channels: number,
  { high, low, absolute }: Sums,
  at: number,
): void {
  const { upper, lower } = halves;
  const { upper: tapUpper, lower: tapLower } = tapHalves;
  for (let c = 0; c < channels; c++) {
    const first = from + c * terms;
    let sum = 0;
    let errors = 0;
    let size = 0;
    for (let t = 0; t < terms; t++) {
      const product = window[start + t]! * taps[first + t]!;
      const xh = upper[start + t]!;
      const xl = lower[start + t]!;
      const yh = tapUpper[first + t]!;
      const yl = tapLower[first + t]!;
      const error = xl * yl - (product - xh * yh - xl * yh - xh * yl);
      const next = sum + product;
      const virtual = next - sum;
      errors += sum - (next - virtual) + (product - virtual) + error;
      sum = next;
      size += Math.abs(product);
    }
    high[at + c] = sum;
    low![at + c] = errors;
    absolute[at + c] = size;
  }
}

/** How many terms have two factors that are not zero, from ones and zeros in their place. */
export function countDots(
  window: Float64Array,
  start: number,
  taps: Float64Array,
  from: number,
  terms: number,
  channels: number,
  counts: Float64Array,
  at: number,
): void {
  for (let c = 0; c < channels; c++) {
    const first = from + c * terms;
    let count = 0;
    for (let t = 0; t < terms; t++) count += window[start + t]! * taps[first + t]!;
    counts[at + c] = count;
  }
}
