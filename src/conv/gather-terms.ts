import type { Batch } from './case.ts';
import type { TermPlan } from './plan-terms.ts';

/**
 * The terms of every output of every case, window after window: term t of output o of case i is the product of `left` and
 * `right` at (i · outputs + o) · terms + t. Left is the pixel (+0 in the padding), right the tap. Where a case is one window in
 * memory order (an image as large as its kernel, one channel out), they are the batch's own arrays, not copies: do not write.
 */
export interface Terms {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

export function gatherTerms(plan: TermPlan, batch: Batch): Terms {
  if (plan.whole) return { left: batch.images, right: batch.kernels };
  const length = batch.count * plan.outputs * plan.terms;
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  gather(plan.image, plan.imageSize, batch.images, batch.count, left, plan.padded);
  gather(plan.kernel, plan.kernelSize, batch.kernels, batch.count, right, false);
  return { left, right };
}

function gather(
  indices: Int32Array,
  size: number,
  from: Float32Array,
  count: number,
  to: Float32Array,
  padded: boolean,
): void {
  const length = indices.length;
  for (let i = 0, place = 0, base = 0; i < count; i++, base += size) {
    if (padded) {
      for (let t = 0; t < length; t++, place++) {
        const index = indices[t]!;
        to[place] = index < 0 ? 0 : from[base + index]!;
      }
    } else {
      for (let t = 0; t < length; t++, place++) to[place] = from[base + indices[t]!]!;
    }
  }
}
