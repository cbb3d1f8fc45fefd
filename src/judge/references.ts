import type { Batch } from '../conv/batch.ts';
import { groupsOf } from '../conv/operation.ts';
import { kernelRows, type Operation } from '../conv/shape.ts';
import { gatherTerms, planOutputs, planTerms, type TermPlan } from '../conv/terms.ts';
import { referenceBatch } from '../float/reference-batch.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/**
 * What every subject's outputs of a batch are measured against, computed once for all subjects. A window is one
 * output of one case; the terms of window i begin at i · terms. If the plan has only some outputs, so have the windows:
 * `judgedOf` takes these of a subject's answer, `indexOfWindow` tells where they are in it.
 *
 * - `exact` is correctly rounded to binary64. It is NaN if an input of the window is NaN or infinite.
 * - `absoluteSum` is Σ|product| in binary64, with a relative error of at most terms · 2^-53. It is infinite or NaN in
 *   the same windows only, because 2^26 products of at most 2^256 stay far below 2^1024.
 * - `nonZero` counts the products that are not 0.
 */
export interface References {
  readonly plan: TermPlan;
  readonly cases: number;
  readonly windows: number;
  readonly terms: number;
  /** The layout of the terms, because some schemes add them by columns. */
  readonly window: WindowShape;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly exact: Float64Array;
  readonly absoluteSum: Float64Array;
  readonly nonZero: Int32Array;
}

/** The references of the outputs that `plan` names, by default of all outputs of the operation. */
export function referencesOf(
  batch: Batch,
  operation: Operation,
  plan: TermPlan = planTerms(batch.shape, operation),
): References {
  const { left, right } = gatherTerms(plan, batch);
  const windows = batch.count * plan.outputs;
  const { kernelWidth, channelsIn } = batch.shape;
  const channels = channelsIn / groupsOf(batch.shape, operation);
  const measured = {
    exact: new Float64Array(windows),
    absoluteSum: new Float64Array(windows),
    nonZero: new Int32Array(windows),
  };
  referenceBatch(left, right, plan.terms, windows, measured.exact, measured.absoluteSum, measured.nonZero);
  return {
    ...{ plan, cases: batch.count, windows, terms: plan.terms, left, right, ...measured },
    window: { rows: kernelRows(batch.shape), columns: kernelWidth, channels },
  };
}

/** The references of one output of each case: window i is that of case i. Its cost does not go with the shape. */
export function referencesAt(batch: Batch, operation: Operation, output: number): References {
  return referencesOf(batch, operation, planOutputs(batch.shape, operation, Int32Array.of(output)));
}

/** The numbers of an answer that the references are about, in the order of their windows. */
export function judgedOf<T extends Float32Array | Float64Array>({ plan, cases }: References, answer: T): T {
  const { chosen } = plan;
  if (chosen === undefined) return answer;
  const each = answer.length / cases;
  const judged = answer.slice(0, cases * chosen.length) as T;
  for (let i = 0, window = 0; i < cases; i++)
    for (const output of chosen) judged[window++] = answer[i * each + output]!;
  return judged;
}

/** The index of a window in an answer that has `each` outputs a case: case · each + output of the case. */
export function indexOfWindow({ plan }: References, window: number, each: number): number {
  if (plan.chosen === undefined || window < 0) return window;
  return Math.floor(window / plan.outputs) * each + plan.chosen[window % plan.outputs]!;
}

/** The window of an index of an answer, the inverse of `indexOfWindow`; −1 for an output that was not chosen. */
export function windowOfIndex({ plan }: References, index: number, each: number): number {
  if (plan.chosen === undefined) return index;
  const place = plan.chosen.indexOf(index % each);
  return place < 0 ? -1 : Math.floor(index / each) * plan.outputs + place;
}
