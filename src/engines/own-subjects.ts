import { type Batch, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { kernelRows } from '../conv/shape.ts';
import { gatherTerms, planTerms, productCount, type TermPlan, type Terms } from '../conv/terms.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { Availability, Outcome, Subject } from './engine.ts';

/** The version of lastbit and what it runs on. */
export type Here = Pick<Extract<Availability, { kind: 'ready' }>, 'version' | 'environment'>;

/**
 * The algorithms of src/sums as subjects `lastbit/<algorithm>[:binary64]`: convolutions in this process or page, with
 * each output summed by that algorithm.
 */
export function ownSubjects(here: () => Here): readonly Subject[] {
  return algorithms.map((algorithm) => ({
    id: subjectId(algorithm),
    engine: 'lastbit',
    operation: 'conv2d',
    format: algorithm.format,
    summation: algorithm.summation,
    availability: async () => ({ kind: 'ready', ...here() }),
    evaluate: async (batch) => evaluate(algorithm, batch),
  }));
}

/** The terms of the last batch. All algorithms are asked for the same batch in turn. */
let gathered: { readonly batch: Batch; readonly plan: TermPlan; readonly terms: Terms } | undefined;

function termsOf(batch: Batch): { readonly plan: TermPlan; readonly terms: Terms } {
  if (gathered?.batch === batch) return gathered;
  const plan = planTerms(batch.shape);
  gathered = { batch, plan, terms: gatherTerms(plan, batch) };
  return gathered;
}

/** Larger batches are computed case by case: the terms of a batch of layers take gigabytes. */
const mostTermsAtOnce = 2 ** 23;

function evaluate(algorithm: SummationAlgorithm, batch: Batch): Outcome {
  const outputs = outputSize(batch.shape);
  if (batch.count === 1 || batch.count * productCount(batch.shape, 'conv2d') <= mostTermsAtOnce)
    return evaluateAtOnce(algorithm, batch);
  const all = outputArray(algorithm, batch.count * outputs);
  for (let index = 0; index < batch.count; index++) {
    const one = evaluateAtOnce(algorithm, sliceBatch(batch, index, index + 1));
    all.set(one.outputs, index * outputs);
  }
  return { kind: 'value', format: algorithm.format, outputs: all };
}

function outputArray({ format }: SummationAlgorithm, length: number): Float32Array | Float64Array {
  return format === 'binary64' ? new Float64Array(length) : new Float32Array(length);
}

function evaluateAtOnce(algorithm: SummationAlgorithm, batch: Batch): Extract<Outcome, { kind: 'value' }> {
  const { plan, terms } = termsOf(batch);
  const { left, right } = terms;
  const windows = batch.count * plan.outputs;
  const outputs = outputArray(algorithm, windows);
  const { kernelWidth: columns, channelsIn: channels } = batch.shape;
  const rows = kernelRows(batch.shape);
  algorithm.evaluate(left, right, plan.terms, windows, outputs, { rows, columns, channels });
  return { kind: 'value', format: algorithm.format, outputs };
}
