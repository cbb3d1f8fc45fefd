import type { Case } from './batch.ts';
import { type ConvShape, imageSize, kernelSize, type Operation } from './shape.ts';

/**
 * The terms of every output, the textbook way: pad the image as an array, then slide the kernel over it. Shares no
 * index arithmetic with `planTerms`. `same` uses TensorFlow's other formula, from size mod stride.
 */
export function slowTerms(input: Case, operation: Operation): [pixel: number, tap: number][][] {
  const { shape } = input;
  const [top, bottom, left, right] = slowPadding(shape);
  const image = nested(input.image, imageSize(shape), [shape.batch, shape.height, shape.width, shape.channelsIn]);
  const kernel = nested(input.kernel, kernelSize(shape), [
    shape.kernelHeight,
    shape.kernelWidth,
    shape.channelsIn,
    shape.channelsOut,
  ]);
  const zero: number[] = Array(shape.channelsIn).fill(0);
  const windows: [number, number][][] = [];
  for (const plain of image) {
    const blank = (): number[][] => Array.from({ length: shape.width + left + right }, () => zero);
    const middle = plain.map((row) => [
      ...Array<number[]>(left).fill(zero),
      ...row,
      ...Array<number[]>(right).fill(zero),
    ]);
    const padded = [...Array.from({ length: top }, blank), ...middle, ...Array.from({ length: bottom }, blank)];
    for (let y = 0; y + (shape.kernelHeight - 1) * shape.dilation[0] < padded.length; y += shape.stride[0]) {
      for (let x = 0; x + (shape.kernelWidth - 1) * shape.dilation[1] < padded[0]!.length; x += shape.stride[1]) {
        const channels = operation === 'depthwise-conv2d' ? shape.channelsIn : shape.channelsOut;
        for (let channel = 0; channel < channels; channel++) {
          const terms: [number, number][] = [];
          for (const [r, taps] of kernel.entries()) {
            for (const [q, tap] of taps.entries()) {
              const pixel = padded[y + r * shape.dilation[0]]![x + q * shape.dilation[1]]!;
              if (operation === 'depthwise-conv2d') terms.push([pixel[channel]!, tap[channel]![0]!]);
              else for (const [k, weights] of tap.entries()) terms.push([pixel[k]!, weights[channel]!]);
            }
          }
          windows.push(terms);
        }
      }
    }
  }
  return windows;
}

/** NHWC, found by walking. */
export function slowOutputShape(shape: ConvShape): [number, number, number, number] {
  const [top, bottom, left, right] = slowPadding(shape);
  const walk = (size: number, reach: number, stride: number): number => {
    let steps = 0;
    while (steps * stride + reach < size) steps++;
    return steps;
  };
  const rows = walk(shape.height + top + bottom, (shape.kernelHeight - 1) * shape.dilation[0], shape.stride[0]);
  const columns = walk(shape.width + left + right, (shape.kernelWidth - 1) * shape.dilation[1], shape.stride[1]);
  return [shape.batch, rows, columns, shape.channelsOut];
}

function slowPadding(shape: ConvShape): readonly [number, number, number, number] {
  if (shape.padding === 'valid') return [0, 0, 0, 0];
  if (shape.padding !== 'same') return shape.padding;
  const around = (size: number, kernel: number, stride: number, dilation: number): [number, number] => {
    const reach = kernel + (kernel - 1) * (dilation - 1);
    const total = Math.max(size % stride === 0 ? reach - stride : reach - (size % stride), 0);
    return [Math.trunc(total / 2), Math.trunc((total + 1) / 2)];
  };
  return [
    ...around(shape.height, shape.kernelHeight, shape.stride[0], shape.dilation[0]),
    ...around(shape.width, shape.kernelWidth, shape.stride[1], shape.dilation[1]),
  ];
}

function nested(
  numbers: Float32Array,
  size: number,
  [, b, c, d]: readonly [number, number, number, number],
): number[][][][] {
  if (numbers.length !== size) throw new Error(`${numbers.length} numbers instead of ${size}`);
  const split = <T>(list: readonly T[], length: number): T[][] =>
    Array.from({ length: list.length / length }, (_, index) => list.slice(index * length, (index + 1) * length));
  return split(split(split([...numbers], d), c), b);
}
