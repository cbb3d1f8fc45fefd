import type { SubjectTraits } from '../claims/subject-traits.ts';
import type { Batch } from '../conv/batch.ts';
import type { NumberFormat } from '../conv/shape.ts';
import { noFlush } from '../sums/accumulation.ts';

export const traitsOf = (format: NumberFormat): SubjectTraits => ({
  ...{ id: `test/${format}`, format, summation: 'tree' },
  flush: noFlush,
});

/** Windows of one row: each array is the pixels, and the taps, of one case. */
export function rows(cases: readonly (readonly [pixels: readonly number[], taps: readonly number[]])[]): Batch {
  const width = cases[0]![0].length;
  return {
    shape: {
      ...{ batch: 1, height: 1, width, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: width },
      ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
    },
    count: cases.length,
    images: Float32Array.from(cases.flatMap(([pixels]) => pixels)),
    kernels: Float32Array.from(cases.flatMap(([, taps]) => taps)),
  };
}

/** Sequential, products rounded, binary32. */
export function sequential(left: Float32Array, right: Float32Array, terms: number): Float32Array {
  const out = new Float32Array(left.length / terms);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let t = i * terms; t < (i + 1) * terms; t++) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
    out[i] = sum;
  }
  return out;
}
