import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Outcome } from '../engine.ts';
import { EngineFault } from './engine-fault.ts';
import type { Hangs } from './hangs.ts';

/** Asks an engine, in a new process if the last one is gone. Throws an EngineFault if the process does not survive. */
export type Ask = (part: Batch, limitMs: number) => Promise<Outcome>;

/** The most bytes of one request or answer, well below the limit of the protocol. */
const bytesAtOnce = 2 ** 28;
/** The most outputs of one request, by default. At a tenth of a millisecond per output that is about a second. */
const usualOutputsAtOnce = 2 ** 13;
/** While a hang is narrowed down, a part gets this share of the time limit. A single case gets all of it. */
const shareOfLimit = 1 / 16;

/**
 * Evaluates a batch by an engine that may crash or hang. A batch that ends the process is asked once more, so that a
 * kill from outside loses nothing. If it ends the second process too, it is halved, and so on. Answered parts are kept.
 * A single case that ends two more processes is the culprit. With one culprit among n cases this takes about log2 n + 4
 * processes. If there are several, the first is named.
 *
 * A batch that exceeds the time limit is halved at once. Its culprit is the single case that exceeds the limit too: so
 * the limit is waited for in full twice, and a share of it about log2 n times. If `hangs` says that
 * no wait is left, the first one is the last.
 */
export async function evaluateSurviving(
  batch: Batch,
  limitMs: number,
  ask: Ask,
  hangs: Pick<Hangs, 'mayWait'> = { mayWait: true },
  outputsAtOnce: number = usualOutputsAtOnce,
): Promise<Outcome> {
  const outputs = outputSize(batch.shape);
  const bytes = 8 * Math.max(imageSize(batch.shape) + kernelSize(batch.shape), outputs);
  const most = Math.max(1, Math.floor(Math.min(bytesAtOnce / bytes, outputsAtOnce / outputs)));
  const asking = { batch, limitMs, ask, hangs };
  if (batch.count <= most) return survive(asking, 0, batch.count);
  const parts: Outcome[] = [];
  for (let from = 0; from < batch.count; from += most) {
    parts.push(await survive(asking, from, Math.min(from + most, batch.count)));
    if (parts.at(-1)?.kind !== 'value') break;
  }
  return join(parts);
}

interface Asking {
  readonly batch: Batch;
  readonly limitMs: number;
  readonly ask: Ask;
  readonly hangs: Pick<Hangs, 'mayWait'>;
}

/** `tries`: how often a part that ends the process is asked. */
async function survive(asking: Asking, from: number, to: number, tries = 2): Promise<Outcome> {
  const { batch, limitMs, ask, hangs } = asking;
  const outcome = await attempt(sliceBatch(batch, from, to), limitMs, ask);
  if (!(outcome instanceof EngineFault)) return outcome;
  if (isFinal(outcome)) return finalOutcome(outcome);
  const isSingle = to - from === 1;
  const isLast = outcome.kind === 'hung' && !hangs.mayWait;
  if (isLast && !isSingle) return { kind: 'failed', reason: outcome.message, hung: true };
  if (outcome.kind === 'hung' && !isSingle) return halve(asking, from, to, 1);
  if (tries > 1 && !isLast) return survive(asking, from, to, tries - 1);
  // It sends more than answers whatever it is asked.
  if (outcome.kind === 'extra') return { kind: 'failed', reason: outcome.message };
  if (!isSingle) return halve(asking, from, to, 2);
  const which = batch.count > 1 ? `; it is case ${from} of ${batch.count} that does it` : '';
  const hung = outcome.kind === 'hung' ? { hung: true as const } : {};
  return { kind: 'failed', reason: outcome.message + which, culprit: from, ...hung };
}

/** `tries`: how often a single case is asked. */
async function halve(asking: Asking, from: number, to: number, tries: number): Promise<Outcome> {
  const middle = (from + to) >> 1;
  const parts: Outcome[] = [];
  for (const [start, end] of [
    [from, middle],
    [middle, to],
  ] as const) {
    parts.push(await narrow(asking, start, end, tries));
    if (parts.at(-1)?.kind !== 'value') break;
  }
  return join(parts);
}

async function narrow(asking: Asking, from: number, to: number, tries: number): Promise<Outcome> {
  if (to - from === 1) return survive(asking, from, to, tries);
  const { batch, limitMs, ask } = asking;
  const outcome = await attempt(sliceBatch(batch, from, to), limitMs * shareOfLimit, ask);
  if (!(outcome instanceof EngineFault)) return outcome;
  return isFinal(outcome) ? finalOutcome(outcome) : halve(asking, from, to, tries);
}

const isFinal = ({ kind }: EngineFault): boolean => kind === 'unstartable' || kind === 'interrupted';

function finalOutcome({ kind, message }: EngineFault): Outcome {
  return { kind: 'failed', reason: message, ...(kind === 'interrupted' ? { interrupted: true } : {}) };
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
