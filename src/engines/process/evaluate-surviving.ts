import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Outcome } from '../engine.ts';
import { EngineFault } from './engine-process.ts';

/** Asks an engine, in a new process if the last one is gone. Throws an EngineFault if the process does not survive. */
export type Ask = (part: Batch, limitMs: number) => Promise<Outcome>;

/** The most bytes of one request or answer, well below the limit of the protocol. */
const bytesAtOnce = 2 ** 28;
/** The most outputs of one request. At a tenth of a millisecond per output that is about a second. */
const outputsAtOnce = 2 ** 13;
/** While a hang is narrowed down, a part gets this share of the time limit. A single case gets all of it. */
const shareOfLimit = 1 / 8;

/**
 * Evaluates a batch by an engine that may crash. A batch that ends the process is asked once more, so that a kill from
 * outside loses nothing. If it ends the second process too, it is halved, and so on. Answered parts are kept. A single
 * case that ends two more processes is the culprit. With one culprit among n cases this takes about log2 n + 4
 * processes. If there are several, the first is named.
 */
export async function evaluateSurviving(batch: Batch, limitMs: number, ask: Ask): Promise<Outcome> {
  const outputs = outputSize(batch.shape);
  const bytes = 8 * Math.max(imageSize(batch.shape) + kernelSize(batch.shape), outputs);
  const most = Math.max(1, Math.floor(Math.min(bytesAtOnce / bytes, outputsAtOnce / outputs)));
  if (batch.count <= most) return survive(batch, 0, batch.count, limitMs, ask);
  const parts: Outcome[] = [];
  for (let from = 0; from < batch.count; from += most) {
    parts.push(await survive(batch, from, Math.min(from + most, batch.count), limitMs, ask));
    if (parts.at(-1)?.kind !== 'value') break;
  }
  return join(parts);
}

async function survive(batch: Batch, from: number, to: number, limitMs: number, ask: Ask): Promise<Outcome> {
  const once = await attempt(sliceBatch(batch, from, to), limitMs, ask);
  if (!(once instanceof EngineFault)) return once;
  const again = await attempt(sliceBatch(batch, from, to), limitMs, ask);
  if (!(again instanceof EngineFault)) return again;
  if (again.kind === 'unstartable') return { kind: 'failed', reason: again.message };
  if (to - from > 1) return halve(batch, from, to, limitMs, ask);
  const which = batch.count > 1 ? `; it is case ${from} of ${batch.count} that does it` : '';
  return { kind: 'failed', reason: again.message + which, culprit: from };
}

async function halve(batch: Batch, from: number, to: number, limitMs: number, ask: Ask): Promise<Outcome> {
  const middle = (from + to) >> 1;
  const parts: Outcome[] = [];
  for (const [start, end] of [
    [from, middle],
    [middle, to],
  ] as const) {
    parts.push(await narrow(batch, start, end, limitMs, ask));
    if (parts.at(-1)?.kind !== 'value') break;
  }
  return join(parts);
}

async function narrow(batch: Batch, from: number, to: number, limitMs: number, ask: Ask): Promise<Outcome> {
  if (to - from === 1) return survive(batch, from, to, limitMs, ask);
  const outcome = await attempt(sliceBatch(batch, from, to), limitMs * shareOfLimit, ask);
  if (!(outcome instanceof EngineFault)) return outcome;
  if (outcome.kind === 'unstartable') return { kind: 'failed', reason: outcome.message };
  return halve(batch, from, to, limitMs, ask);
}

async function attempt(part: Batch, limitMs: number, ask: Ask): Promise<Outcome | EngineFault> {
  try {
    return await ask(part, limitMs);
  } catch (error) {
    if (error instanceof EngineFault) return error;
    throw error;
  }
}

/** Concatenates the outputs of parts. If the last part is not a value, its outcome is the result. */
function join(parts: readonly Outcome[]): Outcome {
  const last = parts.at(-1) as Outcome;
  if (last.kind !== 'value') return last;
  const arrays = parts.map((part) => (part.kind === 'value' ? part.outputs : new Float32Array(0)));
  const outputs = new (last.format === 'binary64' ? Float64Array : Float32Array)(
    arrays.reduce((sum, { length }) => sum + length, 0),
  );
  let place = 0;
  for (const array of arrays) {
    outputs.set(array, place);
    place += array.length;
  }
  return { kind: 'value', format: last.format, outputs };
}
