import { outputShape, outputSize } from '../conv/output-shape.ts';
import type { ConvShape, NumberFormat, Operation } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { widthsOf } from '../engines/protocol/messages.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import type { Fault } from './conformance.ts';
import { otherCounts } from './other-operations.ts';

/** One request, and what its answer holds. */
export interface Asked {
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly shape: ConvShape;
  readonly count: number;
}

const littleEndian =
  'Write both lengths as unsigned 32-bit little-endian integers: that of the header, then that of the payload.';

/** What a payload is that has another length than it must have. */
export function wrongLength(asked: Asked, claimed: number): Fault {
  const { operation, format, shape, count } = asked;
  const due = count * outputSize(shape, operation);
  const widths = widthsOf(format);
  const wanted = widths.map((width) => width * due);
  const rawToo = isNarrow(format) ? `, or ${2 * due} in ${format}` : '';
  const turned = Buffer.from(Uint32Array.of(claimed).buffer).readUInt32BE();
  const wants = `${4 * due} are due${rawToo}`;
  const said = `an answer to ${inWords(asked)} announces a payload of ${claimed} bytes where ${wants}`;
  if (wanted.includes(turned))
    return { kind: 'length-claim', what: `${said}; read as big-endian it is ${turned}`, advice: littleEndian };
  if (claimed > 2 ** 26) return { kind: 'length-claim', what: said, advice: littleEndian };
  if (isNarrow(format) && wanted.includes(claimed))
    return {
      ...{
        kind: 'wrong-format',
        what: `the "format" of an answer to ${inWords(asked)} does not fit its ${claimed} bytes`,
      },
      advice: `Name what the payload holds: binary32 has 4 bytes for each output, ${format} has 2.`,
    };
  if (claimed === 2 * due)
    return {
      ...{ kind: 'wrong-format', what: `${said}: 2 bytes for each output` },
      advice: 'Convert results in 16 bits to binary32: 4 bytes for each output.',
    };
  if (!isNarrow(format) && (claimed === 4 * due || claimed === 8 * due))
    return {
      ...{
        kind: 'wrong-format',
        what: `the "format" of an answer to ${inWords(asked)} does not fit its ${claimed} bytes`,
      },
      advice: `Convert results to the "format" of the answer: binary32 has 4 bytes for each output, binary64 has 8.`,
    };
  const other = otherShape(asked, claimed);
  const must = `[${outputShape(shape, operation).join(', ')}] for each of ${count} case${count === 1 ? '' : 's'}`;
  return {
    kind: 'wrong-length',
    what: `${said}${other === undefined ? '' : `, as many as ${other} takes`}`,
    advice: `Write ${due} outputs of 4 bytes: NHWC, ${must}.`,
  };
}

/** The lengths of a header, or of a payload to `hello`. */
export function wrongHeaderLength(what: string): Fault {
  return { kind: 'length-claim', what, advice: littleEndian };
}

export function inWords({ operation, shape, count }: Asked): string {
  return `${operation} of ${shapeKey(shape)}, ${count} case${count === 1 ? '' : 's'}`;
}

/** What else has as many outputs. */
function otherShape({ operation, shape, count }: Asked, bytes: number): string | undefined {
  const { kernelHeight: rows, kernelWidth: columns, dilation } = shape;
  const [down, across] = [(rows - 1) * dilation[0], (columns - 1) * dilation[1]];
  const candidates: readonly (readonly [words: string, shape: ConvShape, count: number])[] = [
    ['one case', shape, 1],
    ['one image of each case', { ...shape, batch: 1 }, count],
    ['no padding', { ...shape, padding: 'valid' }, count],
    ['padding "same"', { ...shape, padding: 'same' }, count],
    ['full padding', { ...shape, padding: [down, down, across, across] }, count],
    ['strides exchanged', { ...shape, stride: [shape.stride[1], shape.stride[0]] }, count],
    ['dilations exchanged', { ...shape, dilation: [dilation[1], dilation[0]] }, count],
    ['stride 1', { ...shape, stride: [1, 1] }, count],
    ['dilation 1', { ...shape, dilation: [1, 1] }, count],
    ['one channel', { ...shape, channelsOut: 1 }, count],
    ['the number of input channels', { ...shape, channelsOut: shape.channelsIn }, count],
  ];
  return (
    otherCounts(operation, shape).find(([, outputs]) => 4 * count * outputs === bytes)?.[0] ??
    candidates.find(([, other, cases]) => 4 * cases * outputSize(other, operation) === bytes)?.[0]
  );
}
