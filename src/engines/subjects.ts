import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Batch, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import { gatherTerms, planTerms, productCount, type TermPlan, type Terms } from '../conv/terms.ts';
import { firstOutside, isNarrow } from '../float/narrow-numbers.ts';
import { places } from '../places/places.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { AsideClient } from './aside.ts';
import type { Availability, Outcome, Subject } from './engine.ts';
import type { Missing } from './find-engine.ts';
import { processor } from './machine.ts';
import type { EngineClient } from './process/engine-client.ts';

/** What identifies a subject of an engine. */
export interface ForeignName {
  readonly engine: string;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly setting?: string;
}

/** A subject computed by an engine process. The process starts at the first request. */
export function foreignSubject(
  name: ForeignName,
  client: EngineClient,
  aside: AsideClient,
  howToGetIt: string,
): Subject {
  const availability = async (): Promise<Availability> => {
    try {
      const { version, environment } = await client.hello();
      return { kind: 'ready', version, environment };
    } catch (error) {
      return { kind: 'missing', reason: `it does not start: ${(error as Error).message}`, howToGetIt };
    }
  };
  return {
    ...name,
    id: subjectId({ ...name, name: name.operation }),
    summation: 'unknown',
    availability,
    evaluate: (batch) => askIn(name, client, batch),
    aside: (batch) => askIn(name, aside, batch),
  };
}

/** A subject in 16 bits is asked only for inputs that are numbers of its format. */
async function askIn(
  { operation, format }: ForeignName,
  client: Pick<EngineClient, 'evaluate'>,
  batch: Batch,
): Promise<Outcome> {
  if (isNarrow(format) && [batch.images, batch.kernels].some((numbers) => firstOutside(numbers, format) >= 0))
    return { kind: 'declined', reason: `an input is no number of ${format}` };
  return client.evaluate(operation, format, batch);
}

/** A subject whose engine is missing. It keeps its row, and fails if asked. */
export function missingSubject(name: ForeignName, missing: Missing): Subject {
  return {
    ...name,
    id: subjectId({ ...name, name: name.operation }),
    summation: 'unknown',
    availability: async () => missing,
    evaluate: async () => ({ kind: 'failed', reason: `${missing.reason}; to get it: ${missing.howToGetIt}` }),
  };
}

/** The version in package.json, which is also that of our own algorithms. */
export const lastbitVersion: string = JSON.parse(readFileSync(join(places.program, 'package.json'), 'utf8')).version;

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
  const { kernelHeight: rows, kernelWidth: columns, channelsIn: channels } = batch.shape;
  algorithm.evaluate(left, right, plan.terms, windows, outputs, { rows, columns, channels });
  return { kind: 'value', format: algorithm.format, outputs };
}
