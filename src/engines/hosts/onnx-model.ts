/** Writes ONNX models of one operation: the few fields of onnx.proto that this needs. onnx_model.py does the same. */

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Given for a constant of the model; absent for an input. */
  readonly numbers?: Float32Array;
}

/** Whole numbers, one, or text. */
export type OnnxAttribute = readonly number[] | number | string;

const binary32 = 1; // TensorProto.DataType.FLOAT

/** A model of one node in binary32. Its output is `y`. */
export function onnxModel(
  operation: string,
  tensors: readonly OnnxTensor[],
  output: readonly number[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): Uint8Array {
  const node = [
    ...tensors.map(({ name }) => text(1, name)),
    text(2, 'y'),
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
  ];
  const graph = [
    message(1, node),
    text(2, 'one'),
    ...tensors.flatMap(({ numbers, ...one }) => (numbers === undefined ? [] : [message(5, constant(one, numbers))])),
    ...tensors.filter(({ numbers }) => numbers === undefined).map(({ name, shape }) => message(11, value(name, shape))),
    message(12, value('y', output)),
  ];
  // IR version 8 and opset 17 are of 2022; every runtime of today reads them.
  return Buffer.concat([number(1, 8), message(7, graph), message(8, [text(1, ''), number(2, 17)])]);
}

function value(name: string, shape: readonly number[]): readonly Buffer[] {
  const sizes = shape.map((size) => message(1, [number(1, size)]));
  return [text(1, name), message(2, [message(1, [number(1, binary32), message(2, sizes)])])];
}

function constant({ name, shape }: OnnxTensor, { buffer, byteOffset, byteLength }: Float32Array): readonly Buffer[] {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return [...shape.map((size) => number(1, size)), number(2, binary32), text(8, name), block(9, bytes)];
}

/** AttributeProto: an integer (field 3, type 2), text (4, 3) or integers (8, 7). */
function attribute(name: string, what: OnnxAttribute): readonly Buffer[] {
  if (typeof what === 'string') return [text(1, name), text(4, what), number(20, 3)];
  if (typeof what === 'number') return [text(1, name), number(3, what), number(20, 2)];
  return [text(1, name), ...what.map((one) => number(8, one)), number(20, 7)];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest > 127 ? (rest % 128) + 128 : rest);
    if (rest <= 127) return Buffer.from(bytes);
  }
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const block = (field: number, data: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(data.length), data]);
const text = (field: number, value: string): Buffer => block(field, Buffer.from(value));
const message = (field: number, parts: readonly Buffer[]): Buffer => block(field, Buffer.concat(parts));
