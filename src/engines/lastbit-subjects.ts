import { readFileSync } from 'node:fs';
import type { Batch } from '../conv/batch.ts';
import { gatherTerms, planTerms, type TermPlan, type Terms } from '../conv/terms.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { Outcome, Subject } from './engine.ts';
import { processor } from './machine.ts';

/** The version in package.json, which is also that of our own algorithms. */
export const lastbitVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;

/**
 * The algorithms of src/sums as subjects `lastbit/<algorithm>[:binary64]`: convolutions in this process, with each
 * output summed by that algorithm.
 */
export function lastbitSubjects(): readonly Subject[] {
  return algorithms.map(lastbitSubject);
}

function lastbitSubject(algorithm: SummationAlgorithm): Subject {
  return {
    id: subjectId(algorithm),
    engine: 'lastbit',
    operation: 'conv2d',
    format: algorithm.format,
    summation: algorithm.summation,
    availability: async () => ({
      kind: 'ready',
      version: lastbitVersion,
      environment: { ...processor(), threads: 1, node: process.version },
    }),
    evaluate: async (batch) => evaluate(algorithm, batch),
  };
}

/** The terms of the last batch. All algorithms are asked for the same batch in turn. */
let gathered: { readonly batch: Batch; readonly plan: TermPlan; readonly terms: Terms } | undefined;

function termsOf(batch: Batch): { readonly plan: TermPlan; readonly terms: Terms } {
  if (gathered?.batch === batch) return gathered;
  const plan = planTerms(batch.shape);
  gathered = { batch, plan, terms: gatherTerms(plan, batch) };
  return gathered;
}

function evaluate(algorithm: SummationAlgorithm, batch: Batch): Outcome {
  const { plan, terms } = termsOf(batch);
  const { left, right } = terms;
  const windows = batch.count * plan.outputs;
  const outputs = algorithm.format === 'binary64' ? new Float64Array(windows) : new Float32Array(windows);
  const { kernelHeight: rows, kernelWidth: columns, channelsIn: channels } = batch.shape;
  algorithm.evaluate(left, right, plan.terms, windows, outputs, { rows, columns, channels });
  return { kind: 'value', format: algorithm.format, outputs };
}
