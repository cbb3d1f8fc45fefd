import type { Batch } from '../../conv/batch.ts';
import { checkBatch, checkShape } from '../../conv/check-shape.ts';
import { convolves } from '../../conv/operation.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { productCount } from '../../conv/terms.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { Frame } from '../protocol/frame.ts';
import { bytesOf, type EvaluateRequest, numbersOf, protocolVersions } from '../protocol/messages.ts';
import { Batching } from './batching.ts';
import { Declined, type Library } from './library.ts';
import type { Reply } from './serve.ts';

/** Answers protocol requests with a library. A bad request or a failing library does not end the host. */
export function answerWith(library: Library): (frame: Frame) => Promise<Reply> {
  const batching = new Batching();
  return async (frame) => {
    const reply = await replyTo(library, batching, frame);
    return { ...reply, header: { ...reply.header, id: frame.header.id } };
  };
}

async function replyTo(library: Library, batching: Batching, { header, payload }: Frame): Promise<Reply> {
  try {
    if (header.type === 'hello') return { header: hello(library) };
    if (header.type === 'evaluate')
      return await evaluate(library, batching, header as unknown as EvaluateRequest, payload);
    return failed(`requests of type ${JSON.stringify(header.type)} are not known`);
  } catch (error) {
    if (!(error instanceof Error)) return failed(String(error));
    if (!(error instanceof Declined) && !library.isRefusal(error)) return failed(error.message);
    return { header: { type: 'declined', reason: oneLine(error.message) } };
  }
}

function failed(reason: string): Reply {
  return { header: { type: 'failed', reason: oneLine(reason) } };
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function hello({ engine, version, operations, environment }: Library): object {
  const names = [...new Set(operations.map(({ operation }) => operation))];
  const formatsOf = (name: string): string[] =>
    operations.filter(({ operation }) => operation === name).map(({ format }) => format);
  return {
    type: 'hello',
    protocol: protocolVersions.newest,
    engine,
    version,
    operations: names.map((name) => ({ name, formats: formatsOf(name) })),
    environment,
  };
}

async function evaluate(
  library: Library,
  batching: Batching,
  request: EvaluateRequest,
  payload: Uint8Array,
): Promise<Reply> {
  const { operation, format } = request;
  const offered = library.operations.filter((item) => item.operation === operation);
  if (offered.length === 0) throw new Declined(`${library.engine} does not offer the operation ${operation}`);
  const found = offered.find((item) => item.format === format);
  if (found === undefined) throw new Declined(`${library.engine} does not offer ${operation} in ${format}`);
  const batch = batchOfRequest(request, payload);
  if (batch.count === 0) return { header: { type: 'value', format, count: 0 } };
  demandAffordable(batch.shape, operation);
  const key = `${operation} ${format} ${shapeKey(batch.shape)}`;
  const begin = performance.now();
  const perCase = 'perOutput' in found && found.perOutput === true ? outputSize(batch.shape, operation) : undefined;
  const { outputs, batched } =
    'later' in found
      ? { outputs: await found.later(batch) }
      : batching.compute(key, batch, found.single, found.together?.(batch), perCase);
  const engineMs = performance.now() - begin;
  const header = { type: 'value', format, count: batch.count, engineMs, ...(batched === false ? { batched } : {}) };
  return { header, payload: bytesOf(outputs) };
}

/** The most products of a case whose windows the host cuts out: each product takes 16 bytes. */
const mostCutOut = 2 ** 22;

/** Declines a case whose windows would take too much memory. A convolution of the library does not cut them out. */
function demandAffordable(shape: EvaluateRequest['shape'], operation: EvaluateRequest['operation']): void {
  if (convolves(operation) || productCount(shape, operation) <= mostCutOut) return;
  throw new Declined(`${operation} is given at most ${mostCutOut} products a case, because its windows are cut out`);
}

/** Throws a UsageError if the payload does not fit the shape. */
function batchOfRequest(request: EvaluateRequest, payload: Uint8Array): Batch {
  const { count, operation } = request;
  if (!Number.isSafeInteger(count) || count < 0)
    throw new UsageError(`count: ${count} is not a whole number of at least 0`);
  const shape = operation === 'depthwise-conv2d' ? depthwiseShape(request, payload.length) : request.shape;
  checkShape(shape, operation);
  if (payload.length % 4 !== 0) throw new UsageError(`payload: ${payload.length} bytes are not whole binary32 numbers`);
  const numbers = numbersOf(payload, 'binary32') as Float32Array;
  const pixels = count * imageSize(shape);
  const batch = { shape, count, images: numbers.subarray(0, pixels), kernels: numbers.subarray(pixels) };
  checkBatch(batch, operation);
  return batch;
}

/** The kernel of a depthwise convolution is HWI1. `channelsOut` may also name the channels of its output. */
function depthwiseShape({ shape, count }: EvaluateRequest, bytes: number): EvaluateRequest['shape'] {
  const single = { ...shape, channelsOut: 1 };
  if (shape.channelsOut === shape.channelsIn && bytes === 4 * count * (imageSize(single) + kernelSize(single)))
    return single;
  return shape;
}
