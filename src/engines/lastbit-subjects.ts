import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '../conv/case.ts';
import { gatherTerms, type Terms } from '../conv/gather-terms.ts';
import { planTerms, type TermPlan } from '../conv/plan-terms.ts';
import { places } from '../places/places.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { Outcome, Subject } from './engine.ts';
import { processor } from './hosts/processor.ts';

/** What package.json says: our own orders are as old as the program. */
export const lastbitVersion: string = JSON.parse(readFileSync(join(places.program, 'package.json'), 'utf8')).version;

/** Our own orders as subjects `lastbit/<order>[:binary64]`: a convolution, each output summed in that order, in this process. */
export function lastbitSubjects(): readonly Subject[] {
  return algorithms.map(lastbitSubject);
}

function lastbitSubject(order: SummationAlgorithm): Subject {
  return {
    id: subjectId(order),
    engine: 'lastbit',
    operation: 'conv2d',
    format: order.format,
    summation: order.summation,
    availability: async () => ({
      kind: 'ready',
      version: lastbitVersion,
      environment: { ...processor(), threads: 1, node: process.version },
    }),
    evaluate: async (batch) => evaluateOrder(order, batch),
  };
}

/** The terms of the batch that was asked for last: all orders are asked for it, one after the other. */
let gathered: { readonly batch: Batch; readonly plan: TermPlan; readonly terms: Terms } | undefined;

function termsOf(batch: Batch): { readonly plan: TermPlan; readonly terms: Terms } {
  if (gathered?.batch === batch) return gathered;
  const plan = planTerms(batch.shape);
  gathered = { batch, plan, terms: gatherTerms(plan, batch) };
  return gathered;
}

function evaluateOrder(order: SummationAlgorithm, batch: Batch): Outcome {
  const { plan, terms } = termsOf(batch);
  const { left, right } = terms;
  const windows = batch.count * plan.outputs;
  const outputs = order.format === 'binary64' ? new Float64Array(windows) : new Float32Array(windows);
  const { kernelHeight: rows, kernelWidth: columns, channelsIn: channels } = batch.shape;
  order.evaluate(left, right, plan.terms, windows, outputs, { rows, columns, channels });
  return { kind: 'value', format: order.format, outputs };
}
