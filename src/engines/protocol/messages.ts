import * as v from 'valibot';
import type { ConvShape, NumberFormat, Operation } from '../../conv/shape.ts';
import { type Frame, ProtocolError } from './frame.ts';

/** The messages of docs/protocol.md. Unknown fields are ignored, so that either side may send more. */
export const protocolVersion = 1;
export const operations: readonly Operation[] = [
  'conv2d',
  'depthwise-conv2d',
  'multiply-sum',
  'dot',
  'matmul',
  'einsum',
];
export const formats: readonly NumberFormat[] = ['binary32', 'binary64'];

export interface EvaluateRequest {
  readonly type: 'evaluate';
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly shape: ConvShape;
  readonly count: number;
}

/** What an engine says about itself. */
export interface Hello {
  readonly engine: string;
  readonly version: string;
  readonly operations: readonly { readonly name: string; readonly formats: readonly string[] }[];
  readonly environment: Readonly<Record<string, unknown>>;
}

/** `engineMs` is the time spent in the library. It is an extension of the protocol. */
export type Answer =
  | {
      readonly type: 'value';
      readonly format: NumberFormat;
      readonly count: number;
      readonly engineMs?: number | undefined;
    }
  | { readonly type: 'declined' | 'failed'; readonly reason: string };

const helloSchema: v.GenericSchema<unknown, Hello> = v.object({
  type: v.literal('hello'),
  protocol: v.literal(protocolVersion),
  engine: v.string(),
  version: v.string(),
  operations: v.array(v.object({ name: v.string(), formats: v.array(v.string()) })),
  environment: v.optional(v.record(v.string(), v.unknown()), {}),
});
const reason = v.optional(v.string(), 'no reason given');
const answerSchema: v.GenericSchema<unknown, Answer> = v.variant('type', [
  v.object({
    type: v.literal('value'),
    format: v.picklist(formats),
    count: v.number(),
    engineMs: v.optional(v.number()),
  }),
  v.object({ type: v.picklist(['declined', 'failed']), reason }),
]);

export const parseHello = (header: Frame['header']): Hello => parse(helloSchema, header, 'hello');
export const parseAnswer = (header: Frame['header']): Answer => parse(answerSchema, header, 'answer');

function parse<T>(schema: v.GenericSchema<unknown, T>, header: Frame['header'], what: string): T {
  const result = v.safeParse(schema, header);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  throw new ProtocolError(`invalid ${what}: ${where === null ? '' : `${where}: `}${issue.message}`);
}

/** The numbers of a payload, copied to aligned memory. Assumes a little-endian machine, as the engines do. */
export function numbersOf(payload: Uint8Array, numberFormat: NumberFormat): Float32Array | Float64Array {
  const bytes = new Uint8Array(payload).buffer;
  return numberFormat === 'binary64' ? new Float64Array(bytes) : new Float32Array(bytes);
}

/** The bytes of numbers, not copied. */
export function bytesOf(numbers: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
