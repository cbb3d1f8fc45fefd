import type { Batch } from '../conv/batch.ts';
import { type Operation, usualOperation } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { overflowThreshold32, smallestNormal32 } from '../float/format.ts';

/**
 * Where a case leaves the range of binary32. `special`: an input is NaN or infinite. `overflow`: in some window the
 * absolute values of the products sum to more than half of the overflow threshold, so that some order might overflow.
 * `underflow`: some product that is not zero is below 2^-126. `normal`: none of these. The class of a case is the first
 * of these that applies to one of its windows.
 */
export type RangeClass = 'normal' | 'underflow' | 'overflow' | 'special';

const order: readonly RangeClass[] = ['normal', 'underflow', 'overflow', 'special'];

/** The class of every case of a batch. */
export function rangeClasses(batch: Batch, operation: Operation = usualOperation(batch.shape)): readonly RangeClass[] {
  const plan = planTerms(batch.shape, operation);
  const { left, right } = gatherTerms(plan, batch);
  const length = plan.outputs * plan.terms;
  return Array.from({ length: batch.count }, (_, i) => {
    let worst = 0;
    for (let from = i * length; from < (i + 1) * length; from += plan.terms) {
      worst = Math.max(worst, windowClass(left, right, from, from + plan.terms));
    }
    return order[worst]!;
  });
}

function windowClass(left: Float32Array, right: Float32Array, from: number, to: number): number {
  let sum = 0;
  let underflow = false;
  for (let t = from; t < to; t++) {
    const product = Math.abs(left[t]! * right[t]!);
    if (product !== 0 && product < smallestNormal32) underflow = true;
    sum += product;
    if (!Number.isFinite(left[t]!) || !Number.isFinite(right[t]!)) return 3;
  }
  return sum > overflowThreshold32 / 2 ? 2 : underflow ? 1 : 0;
}
