import type { NarrowResult } from './narrow-sums.ts';

const least = 2 ** -126;
const flushed = (x: number): number => (Math.abs(x) < least ? 0 : x);

/**
 * What comes out where numbers below 2^-126 are flushed to zero, as by fast math and GPUs: inputs, products, or both
 * products and sums. Only what changes a number here.
 */
export function* flushedResults(
  left: Float32Array,
  right: Float32Array,
  sums: readonly (readonly [algorithm: string, words: string])[],
  sumBy: (algorithm: string, left: Float32Array, right: Float32Array) => number,
): Generator<NarrowResult> {
  const format = 'binary32' as const;
  const [flushedLeft, flushedRight] = [left.map(flushed), right.map(flushed)];
  if (differ(left, flushedLeft) || differ(right, flushedRight)) {
    const what = 'subnormal inputs read as zero';
    for (const [algorithm, words] of sums)
      yield { what, name: `${what}, ${words}`, format, value: sumBy(algorithm, flushedLeft, flushedRight) };
  }
  const products = left.map((x, t) => x * right[t]!);
  const normal = products.map(flushed);
  if (differ(products, normal)) {
    const what = 'products below 2^-126 flushed to zero';
    const ones = new Float32Array(left.length).fill(1);
    for (const [algorithm, words] of sums)
      if (!words.includes('fused'))
        yield { what, name: `${what}, ${words}`, format, value: sumBy(algorithm, normal, ones) };
  }
  const sum = normal.reduce((all, product) => flushed(Math.fround(all + product)), 0);
  if (sum !== normal.reduce((all, product) => Math.fround(all + product), 0)) {
    const what = 'products and sums below 2^-126 flushed to zero';
    yield { what, name: `${what}, one after another`, format, value: sum };
  }
}

/** As products or factors; a zero that was there is no difference. */
const differ = (a: Float32Array, b: Float32Array): boolean => a.some((x, t) => x !== b[t] && !Number.isNaN(x));
