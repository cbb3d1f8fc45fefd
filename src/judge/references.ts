import type { Batch } from '../conv/case.ts';
import { gatherTerms } from '../conv/gather-terms.ts';
import type { Operation } from '../conv/operation.ts';
import { planTerms, type TermPlan } from '../conv/plan-terms.ts';
import { isCertified, settleDot64 } from '../float/exact-dot.ts';
import type { WindowShape } from '../orders/order.ts';

/**
 * What every subject's outputs of a batch are measured against, computed once for all of them. One window is one output of
 * one case; window i has its terms at i · terms. `exact` is correctly rounded to binary64, and NaN where an input of the
 * window is NaN or infinite; `absoluteSum` is Σ|product| in plain binary64 (relative error at most terms · 2^-53), not finite in the
 * same windows and only there, as 2^26 products of at most 2^256 stay far below 2^1024; `nonZero` counts products.
 */
export interface References {
  readonly plan: TermPlan;
  readonly cases: number;
  readonly windows: number;
  readonly terms: number;
  /** How the terms lie: some orders walk over them by columns. */
  readonly window: WindowShape;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly exact: Float64Array;
  readonly absoluteSum: Float64Array;
  readonly nonZero: Int32Array;
}

export function referencesOf(batch: Batch, operation: Operation): References {
  const plan = planTerms(batch.shape, operation);
  const { left, right } = gatherTerms(plan, batch);
  const windows = batch.count * plan.outputs;
  const { kernelHeight, kernelWidth, channelsIn } = batch.shape;
  const channels = operation === 'depthwise-conv2d' ? 1 : channelsIn;
  const references: References = {
    ...{ plan, cases: batch.count, windows, terms: plan.terms, left, right },
    window: { rows: kernelHeight, columns: kernelWidth, channels },
    exact: new Float64Array(windows),
    absoluteSum: new Float64Array(windows),
    nonZero: new Int32Array(windows),
  };
  for (let i = 0; i < windows; i++) measure(references, i);
  return references;
}

/** One pass for all three: the first stage of src/float/exact-dot.ts, its letters and proof there, with the products counted beside it. */
function measure({ left, right, terms, exact, absoluteSum, nonZero }: References, window: number): void {
  const start = window * terms;
  let sum = 0;
  let errors = 0;
  let absolute = 0;
  let count = 0;
  for (let t = start; t < start + terms; t++) {
    const product = left[t]! * right[t]!;
    const next = sum + product;
    const virtual = next - sum;
    errors += sum - (next - virtual) + (product - virtual);
    sum = next;
    absolute += Math.abs(product);
    if (product !== 0) count++;
  }
  const high = sum + errors;
  nonZero[window] = count;
  absoluteSum[window] = absolute;
  if (isCertified(sum, errors, high, absolute, terms)) exact[window] = high;
  else if (Number.isFinite(absolute)) exact[window] = settleDot64(left, right, start, terms, high, absolute);
  else exact[window] = Number.NaN;
}
