import { hasTaps } from '../conv/operation.ts';
import type { Subject } from '../engines/engine.ts';
import { isNarrow, narrowFormats, roundNarrow } from '../float/narrow-numbers.ts';

/** Vectors as an engine gets them, side by side, and by what its result of each has to be multiplied. */
export interface Sent {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly factors: Float64Array;
}

/**
 * The numbers of vectors of n terms as they are sent. Where pixels alone are summed, these are the products, rounded to
 * the format. A mean of 2^k terms divides exactly: its numbers are multiplied by n first, so that it gives their sum;
 * the result is multiplied instead if they are so large that their sum might overflow.
 */
export function sentTo({ operation, format }: Subject, lefts: Float32Array, rights: Float32Array, n: number): Sent {
  const factors = new Float64Array(lefts.length / n).fill(1);
  const rounded = (x: number): number => (isNarrow(format) ? roundNarrow(x, format) : Math.fround(x));
  if (hasTaps(operation))
    return isNarrow(format)
      ? { lefts: lefts.map(rounded), rights: rights.map(rounded), factors }
      : { lefts, rights, factors };
  const products = lefts.map((left, index) => rounded(rounded(left) * rounded(rights[index]!)));
  if (operation === 'mean' && isPowerOfTwo(n)) {
    const most = 2 ** (isNarrow(format) ? narrowFormats[format].maxExponent : 127) / n ** 2;
    for (const index of factors.keys()) {
      const own = products.subarray(index * n, (index + 1) * n);
      if (own.every((x) => !(Math.abs(x) > most))) own.set(own.map((x) => x * n));
      else factors[index] = n;
    }
  }
  return { lefts: products, rights: new Float32Array(rights.length).fill(1), factors };
}

/** The subject as one that sums, if it takes means, and why its sum stays hidden behind the quotient. */
export function meanAsSum(subject: Subject, n: number): { readonly asked: Subject; readonly hidden?: string } {
  if (subject.operation !== 'mean') return { asked: subject };
  const asked: Subject = { ...subject, operation: 'sum', evaluate: (batch) => subject.evaluate(batch) };
  if (isPowerOfTwo(n)) return { asked };
  return { asked, hidden: `a mean of ${n} terms hides its sum; that of a power of two does not` };
}

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));
