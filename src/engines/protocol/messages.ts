import * as v from 'valibot';
import type { ConvShape, NumberFormat, Operation } from '../../conv/shape.ts';
import { decodeNarrow, encodeNarrow, isNarrow } from '../../float/narrow-numbers.ts';
import { ExtraOutput, type Frame, type FrameLimits, longestHeader, ProtocolError, twoAnswers } from './frame.ts';
import { printable } from './printed-text.ts';

/** The messages of docs/protocol.md. Unknown fields are ignored, so that either side may send more. */
export const protocolVersions = { oldest: 1, newest: 3 } as const;
export const operations: readonly Operation[] = [
  'conv2d',
  'depthwise-conv2d',
  'multiply-sum',
  'dot',
  'matmul',
  'einsum',
];
export const formats: readonly NumberFormat[] = ['binary32', 'binary64', 'binary16', 'bfloat16'];
/** The formats that a version of the protocol knows: those of 16 bits came with version 3. */
export const formatsOf = (protocol: number): readonly NumberFormat[] =>
  formats.filter((format) => protocol >= 3 || !isNarrow(format));

/** The first request to a process. `id` is there for engines of version 2, which echo it. */
export const helloRequest = (id: number): object => ({
  ...{ type: 'hello', protocol: protocolVersions.oldest, newest: protocolVersions.newest, id },
});

export interface EvaluateRequest {
  readonly type: 'evaluate';
  readonly id: number;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly shape: ConvShape;
  readonly count: number;
}

/** What an engine says about itself. */
export interface Hello {
  /** From version 2 on every answer has the id of its request. */
  readonly protocol: number;
  readonly engine: string;
  readonly version: string;
  readonly operations: readonly { readonly name: string; readonly formats: readonly string[] }[];
  readonly environment: Readonly<Record<string, unknown>>;
  /** How it takes inputs of 16 bits: as binary32 numbers, the default, or as their bits. */
  readonly narrowInputs?: 'values' | 'bits' | undefined;
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

const name = v.pipe(v.string(), v.maxLength(200, 'longer than 200 characters'));
const names = v.pipe(v.array(name), v.maxLength(100, 'more than 100'));
/** Enough for any description of a machine. */
const deepest = 20;

const helloSchema: v.GenericSchema<unknown, Hello> = v.object({
  type: v.literal('hello'),
  protocol: v.pipe(v.number(), v.integer(), v.minValue(protocolVersions.oldest), v.maxValue(protocolVersions.newest)),
  engine: name,
  version: name,
  operations: v.pipe(v.array(v.object({ name, formats: names })), v.maxLength(100, 'more than 100')),
  environment: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.check((value) => !isDeeper(value, deepest), `nested deeper than ${deepest} levels`),
    ),
    {},
  ),
  narrowInputs: v.optional(v.picklist(['values', 'bits'])),
});
const reason = v.pipe(
  v.optional(v.string(), 'no reason given'),
  v.transform((text) => printable(text.trim().replace(/\s+/g, ' '))),
);
const answerSchema: v.GenericSchema<unknown, Answer> = v.variant('type', [
  v.object({
    type: v.literal('value'),
    format: v.picklist(formats),
    count: v.number(),
    engineMs: v.optional(v.pipe(v.number(), v.minValue(0))),
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
  throw new ProtocolError(printable(`invalid ${what}: ${where === null ? '' : `${where}: `}${issue.message}`), 'field');
}

/** Level by level, because a value may be nested too deep for a function that calls itself. */
function isDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** Throws a ProtocolError if an answer is not that to the request `id`. Engines of version 1 do not say. */
export function checkId(header: Frame['header'], id: number, protocol: number): void {
  if (protocol < 2 || header.id === id) return;
  if (typeof header.id === 'number' && header.id < id)
    throw new ExtraOutput(`${twoAnswers}: another one to ${header.id} after the request ${id}`, 'late');
  const said = printable(String(JSON.stringify(header.id)));
  throw new ProtocolError(`an answer with the id ${said} to the request ${id}`, 'id');
}

/** The bytes of a number in an answer to a request in a format: those of 16 bits may be given as binary32. */
export const widthsOf = (format: NumberFormat): readonly number[] => (isNarrow(format) ? [2, 4] : [4, 8]);

/** How long an answer to an evaluation may be: it has no numbers, or so many of them in a format that is allowed. */
export const answerLimits = (format: NumberFormat, ...outputs: readonly number[]): FrameLimits => ({
  header: longestAnswerHeader,
  payloads: [...new Set([0, ...outputs.flatMap((count) => widthsOf(format).map((width) => width * count))])],
});
export const helloLimits: FrameLimits = { header: longestHeader, payloads: [0] };
const longestAnswerHeader = 2 ** 16;

/** The numbers of a payload, copied to aligned memory. Assumes a little-endian machine, as the engines do. */
export function numbersOf(payload: Uint8Array, numberFormat: NumberFormat): Float32Array | Float64Array {
  const bytes = new Uint8Array(payload).buffer;
  if (isNarrow(numberFormat)) return decodeNarrow(new Uint16Array(bytes), numberFormat);
  return numberFormat === 'binary64' ? new Float64Array(bytes) : new Float32Array(bytes);
}

/** The bytes of inputs. Numbers of 16 bits travel as binary32 numbers, unless the engine wants their bits. */
export function inputBytes(
  numbers: Float32Array,
  format: NumberFormat,
  narrowInputs: Hello['narrowInputs'] = 'values',
): Uint8Array {
  if (narrowInputs === 'values' || !isNarrow(format)) return bytesOf(numbers);
  return new Uint8Array(encodeNarrow(numbers, format).buffer);
}

/** The bytes of numbers, not copied. */
export function bytesOf(numbers: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
