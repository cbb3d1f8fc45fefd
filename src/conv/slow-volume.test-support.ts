import type { Case } from './batch.ts';

/**
 * The terms of every output of a volume, from the definition: loops over slices, rows and columns, each with its own
 * place, and zeros outside. Shares no index arithmetic with `planTerms`.
 */
export function slowVolume({ shape, image, kernel }: Case): [pixel: number, tap: number][][] {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape;
  const depth = shape.depth!;
  const [top, bottom, left, right] = zerosOf(shape);
  const slices = places(depth.size, depth.before, depth.after, depth.kernel, depth.stride, depth.dilation);
  const rows = places(height, top, bottom, kernelHeight, stride[0], dilation[0]);
  const columns = places(width, left, right, kernelWidth, stride[1], dilation[1]);
  const outputs: [number, number][][] = [];
  for (let b = 0; b < batch; b++)
    for (const slice of slices)
      for (const row of rows)
        for (const column of columns)
          for (let filter = 0; filter < channelsOut; filter++) {
            const terms: [number, number][] = [];
            let tap = 0;
            for (const z of slice)
              for (const y of row)
                for (const x of column)
                  for (let k = 0; k < channelsIn; k++, tap += channelsOut) {
                    const isInside = z >= 0 && z < depth.size && y >= 0 && y < height && x >= 0 && x < width;
                    const at = (((b * depth.size + z) * height + y) * width + x) * channelsIn + k;
                    terms.push([isInside ? image[at]! : 0, kernel[tap + filter]!]);
                  }
            outputs.push(terms);
          }
  return outputs;
}

/** For each output along an axis the places of its taps. */
function places(
  size: number,
  before: number,
  after: number,
  taps: number,
  stride: number,
  dilation: number,
): number[][] {
  const all: number[][] = [];
  for (let from = -before; from + (taps - 1) * dilation < size + after; from += stride)
    all.push(Array.from({ length: taps }, (_, tap) => from + tap * dilation));
  return all;
}

function zerosOf({ padding, height, width, kernelHeight, kernelWidth, stride, dilation }: Case['shape']) {
  if (padding === 'valid') return [0, 0, 0, 0] as const;
  if (padding !== 'same') return padding;
  const around = (size: number, taps: number, step: number, gap: number): [number, number] => {
    const rest = size % step === 0 ? step : size % step;
    const all = Math.max(0, (taps - 1) * gap + 1 - rest);
    return [all >> 1, all - (all >> 1)];
  };
  const vertical = around(height, kernelHeight, stride[0], dilation[0]);
  return [...vertical, ...around(width, kernelWidth, stride[1], dilation[1])] as const;
}
