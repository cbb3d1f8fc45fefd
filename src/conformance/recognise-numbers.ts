import { type Batch, caseAt } from '../conv/batch.ts';
import { unsuited } from '../conv/check-shape.ts';
import { outputShape, positionOf } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { otherConvolutions } from '../judge/other-convolutions.ts';
import type { Fault } from './conformance.ts';
import { exactOf, otherResults } from './other-operations.ts';

type Numbers = Float32Array | Float64Array;

/**
 * What is wrong with the outputs of a question with whole numbers; undefined if nothing is. A cause is named only if it
 * gives all outputs of all cases.
 */
export function wrongNumbers(operation: Operation, batch: Batch, outputs: Numbers): Fault | undefined {
  const exact = exactOf(operation, batch);
  if (isSame(outputs, exact)) return undefined;
  const what = whereWrong(operation, batch, outputs, exact);
  const fault = (kind: Fault['kind'], cause: string, advice: string): Fault => ({
    ...{ kind, what: `${what}; ${cause}`, advice },
  });
  if (isSame(swapped(outputs), exact))
    return fault('byte-order', 'they are right if read as big-endian', 'Write numbers as little-endian.');
  if (isSame(integersOf(outputs), exact))
    return fault('wrong-format', 'they are right if read as integers', 'Convert the results to floating point.');
  if (isSame(outputs, channelsFirst(operation, batch, exact)))
    return fault('wrong-order', 'they are the right ones in the order NCHW', 'Write outputs as NHWC, channels last.');
  const mistake = otherResults(operation, batch, exact).find((other) => isSame(outputs, other.outputs));
  if (mistake !== undefined) return fault('other-convolution', `they are ${mistake.words}`, mistake.advice);
  const others = matchingOthers(operation, batch, outputs);
  const [other] = others;
  // What three mistakes explain alike shows none of them.
  if (other !== undefined && others.length <= 2)
    return fault('other-convolution', `they are the convolution ${others.join(', or ')}`, adviceFor(other));
  if (outputs.every((value) => value === 0))
    return fault('wrong-numbers', 'all outputs are 0', 'Write the results into the payload behind the header.');
  return {
    ...{ kind: 'wrong-numbers', what },
    advice:
      'Compute output[y][x][o] = sum of image[y + r][x + q][c] * kernel[r][q][c][o]: ' +
      'all images come first, then all kernels (docs/protocol.md#shapes).',
  };
}

/** Exact values are whole numbers, and a result belongs to the nearest one. */
function isSame(outputs: Numbers, exact: Numbers): boolean {
  return outputs.length === exact.length && outputs.every((value, index) => Math.abs(value - exact[index]!) < 0.5);
}

function whereWrong(operation: Operation, batch: Batch, outputs: Numbers, exact: Float64Array): string {
  const wrong = [...outputs.keys()].filter((index) => !(Math.abs(outputs[index]! - exact[index]!) < 0.5));
  const shape = outputShape(batch.shape, operation);
  const each = outputs.length / batch.count;
  const first = wrong[0] ?? 0;
  const where = `output [${positionOf(shape, first % each).join(', ')}] of case ${Math.floor(first / each)}`;
  const many = `${wrong.length} of ${outputs.length} outputs of ${operation} are wrong for ${shapeKey(batch.shape)}`;
  return `${many}: ${where} is ${outputs[first]} and must be ${exact[first]}`;
}

function swapped(outputs: Numbers): Numbers {
  const bytes = Buffer.from(outputs.buffer.slice(outputs.byteOffset, outputs.byteOffset + outputs.byteLength));
  const turned = outputs instanceof Float64Array ? bytes.swap64() : bytes.swap32();
  const copy = new Uint8Array(turned).buffer;
  return outputs instanceof Float64Array ? new Float64Array(copy) : new Float32Array(copy);
}

function integersOf(outputs: Numbers): Float64Array {
  const bytes = outputs.buffer.slice(outputs.byteOffset, outputs.byteOffset + outputs.byteLength);
  if (outputs instanceof Float64Array) return Float64Array.from(new BigInt64Array(bytes), Number);
  return Float64Array.from(new Int32Array(bytes));
}

function channelsFirst(operation: Operation, { shape }: Batch, exact: Float64Array): Float64Array {
  const [images, rows, columns, channels] = outputShape(shape, operation);
  const each = images * rows * columns * channels;
  return exact.map((_, index) => {
    const [which, inside] = [Math.floor(index / each), index % each];
    const pixels = rows * columns;
    const [image, channel] = [Math.floor(inside / (pixels * channels)), Math.floor(inside / pixels) % channels];
    return exact[which * each + (image * pixels + (inside % pixels)) * channels + channel]!;
  });
}

/** What each cause gives is computed for all cases; the causes of all cases of one shape are the same. */
function matchingOthers(operation: Operation, batch: Batch, outputs: Numbers): readonly string[] {
  const each = outputs.length / batch.count;
  let matching: readonly string[] | undefined;
  for (let index = 0; index < batch.count; index++) {
    const mine = outputs.subarray(index * each, (index + 1) * each);
    matching = otherConvolutions(caseAt(batch, index))
      .filter((other) => matching?.includes(other.with) ?? true)
      .filter(({ input }) => unsuited(input.shape, operation) === undefined)
      .filter(({ input: { shape, image, kernel } }) =>
        isSame(mine, exactOf(operation, { shape, count: 1, images: image, kernels: kernel })),
      )
      .map((other) => other.with);
  }
  return matching ?? [];
}

const advices: readonly (readonly [said: RegExp, advice: string])[] = [
  [/slice/, 'Read stride, dilation and zeros of the slices from "depth"; its kernel is not flipped either.'],
  [/flipped/, 'Do not flip the kernel: its first tap meets the first pixel of the window.'],
  [/kernel exchanged|OIHW/, 'Read kernels as HWIO: rows, columns, input channels, output channels.'],
  [/NCHW/, 'Read images as NHWC: rows, columns, then channels.'],
  [/padding/, 'Read padding as [top, bottom, left, right]; for "same" an odd zero goes to the bottom and the right.'],
  [/strides/, 'Read stride as [rows, columns].'],
  [/dilation/, 'Read dilation as [rows, columns]; answer `declined` for what your kernel does not support.'],
  [/without/, 'Sum over all taps and all channels: look at the bounds of the loops.'],
];

function adviceFor(other: string): string {
  return advices.find(([said]) => said.test(other))?.[1] ?? 'See docs/protocol.md#shapes.';
}
