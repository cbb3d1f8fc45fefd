import type { Case } from './batch.ts';
import type { Operation } from './shape.ts';

type Sides = readonly [before: number, after: number];

/**
 * The outputs of operations that are no plain convolution, in binary64: exact on small integers. They are computed the
 * other way round than by `planTerms`: every pixel is added to the outputs that it reaches. `same` uses TensorFlow's
 * other formula, from size mod stride.
 */
export function slowOutputs(input: Case, operation: Operation): number[] {
  const { shape } = input;
  const { height, width, kernelHeight, kernelWidth, stride, dilation } = shape;
  const [down, right] = [reachOf(kernelHeight, dilation[0]), reachOf(kernelWidth, dilation[1])];
  if (operation === 'transposed-conv2d') {
    const [top, bottom] = cuts(shape, 0, down);
    const [left, after] = cuts(shape, 1, right);
    const rows = (height - 1) * stride[0] + down - top - bottom;
    const columns = (width - 1) * stride[1] + right - left - after;
    const at = (line: number, tap: number, axis: 0 | 1): number =>
      line * stride[axis] + tap * dilation[axis] - (axis === 0 ? top : left);
    return scattered(input, [rows, columns], shape.channelsOut, at, (k, c) => ({ tap: [k, c], out: c }));
  }
  const [top, bottom] = zeros(shape, 0, height, down);
  const [left, after] = zeros(shape, 1, width, right);
  const rows = Math.floor((height + top + bottom - down) / stride[0]) + 1;
  const columns = Math.floor((width + left + after - right) / stride[1]) + 1;
  const at = (line: number, tap: number, axis: 0 | 1): number =>
    (line - tap * dilation[axis] + (axis === 0 ? top : left)) / stride[axis];
  if (/^sum|^mean/.test(operation)) {
    const sums = scattered(input, [rows, columns], 1, at, () => ({ tap: undefined, out: 0 }));
    return operation === 'mean' ? sums.map((sum) => sum / (kernelHeight * kernelWidth * shape.channelsIn)) : sums;
  }
  const { channelsIn, channelsOut, groups = 1 } = shape;
  const group = (k: number): number => Math.floor((k * groups) / channelsIn);
  return scattered(input, [rows, columns], groups * channelsOut, at, (k, c) =>
    Math.floor(c / channelsOut) === group(k) ? { tap: [k, c % channelsOut], out: c } : undefined,
  );
}

const reachOf = (taps: number, dilation: number): number => (taps - 1) * dilation + 1;

/** `through`: the tap [channel in, filter], 1 if undefined, by which channel k of a pixel reaches channel c. */
function scattered(
  { shape, image, kernel }: Case,
  [rows, columns]: readonly [number, number],
  channels: number,
  at: (line: number, tap: number, axis: 0 | 1) => number,
  through: (k: number, c: number) => { tap: readonly [number, number] | undefined; out: number } | undefined,
): number[] {
  const outputs = Array<number>(shape.batch * rows * columns * channels).fill(0);
  image.forEach((x, index) => {
    const k = index % shape.channelsIn;
    const column = Math.floor(index / shape.channelsIn) % shape.width;
    const row = Math.floor(index / (shape.channelsIn * shape.width)) % shape.height;
    const batch = Math.floor(index / (shape.channelsIn * shape.width * shape.height));
    for (let r = 0; r < shape.kernelHeight; r++) {
      for (let q = 0; q < shape.kernelWidth; q++) {
        const [y, z] = [at(row, r, 0), at(column, q, 1)];
        if (!(Number.isInteger(y) && Number.isInteger(z) && y >= 0 && y < rows && z >= 0 && z < columns)) continue;
        for (let c = 0; c < channels; c++) {
          const way = through(k, c);
          if (way === undefined) continue;
          const place = (r * shape.kernelWidth + q) * shape.channelsIn;
          const tap = way.tap === undefined ? 1 : kernel[(place + way.tap[0]) * shape.channelsOut + way.tap[1]]!;
          const output = ((batch * rows + y) * columns + z) * channels + way.out;
          outputs[output] = outputs[output]! + x * tap;
        }
      }
    }
  });
  return outputs;
}

function cuts({ padding, stride, outputPadding = [0, 0] }: Case['shape'], axis: 0 | 1, reach: number): Sides {
  const [before, after] = padding === 'same' || padding === 'valid' ? [0, 0] : sidesOf(padding, axis);
  if (padding !== 'same') return [before, after - outputPadding[axis]];
  const total = Math.max(0, reach - stride[axis]);
  return [Math.trunc(total / 2), reach - stride[axis] - Math.trunc(total / 2)];
}

function zeros({ padding, stride }: Case['shape'], axis: 0 | 1, size: number, reach: number): Sides {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return sidesOf(padding, axis);
  const left = size % stride[axis] === 0 ? stride[axis] : size % stride[axis];
  const all = Math.max(0, reach - left);
  return [all >> 1, all - (all >> 1)];
}

const sidesOf = (padding: readonly [number, number, number, number], axis: 0 | 1): Sides =>
  axis === 0 ? [padding[0], padding[1]] : [padding[2], padding[3]];
