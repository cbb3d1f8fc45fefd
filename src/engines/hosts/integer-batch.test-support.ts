import fc from 'fast-check';
import type { Batch } from '../../conv/batch.ts';
import { imageSize, kernelSize, type Padding } from '../../conv/shape.ts';

const side = fc.integer({ min: 1, max: 7 });
const step = fc.integer({ min: 1, max: 3 });
const border = fc.integer({ min: 0, max: 2 });
const padding: fc.Arbitrary<Padding> = fc.oneof(
  fc.constant('valid' as const),
  fc.constant('same' as const),
  fc.tuple(border, border, border, border),
);

/** Batches of small integers over the shapes of the protocol. Every result is exact in any order and format. */
export const integerBatch: fc.Arbitrary<Batch> = fc
  .record({
    shape: fc.record({
      batch: fc.integer({ min: 1, max: 2 }),
      height: side,
      width: side,
      channelsIn: fc.integer({ min: 1, max: 3 }),
      channelsOut: fc.integer({ min: 1, max: 3 }),
      kernelHeight: fc.integer({ min: 1, max: 4 }),
      kernelWidth: fc.integer({ min: 1, max: 4 }),
      stride: fc.tuple(step, step),
      dilation: fc.oneof(fc.constant([1, 1] as [number, number]), fc.tuple(step, step)),
      padding,
    }),
    count: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 1, max: 2 ** 20 }),
  })
  .filter(({ shape }) => fits(shape))
  .map(({ shape, count, seed }) => ({
    shape,
    count,
    images: integers(count * imageSize(shape), seed),
    kernels: integers(count * kernelSize(shape), seed + 1),
  }));

function fits({ height, width, kernelHeight, kernelWidth, dilation, padding: around }: Batch['shape']): boolean {
  if (around === 'same') return true;
  const [top, bottom, left, right] = around === 'valid' ? [0, 0, 0, 0] : around;
  const rows = height + top + bottom - (kernelHeight - 1) * dilation[0];
  return rows >= 1 && width + left + right - (kernelWidth - 1) * dilation[1] >= 1;
}

/** Integers from −8 to 8, the same for the same seed. */
function integers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return (Math.floor(state / 65536) % 17) - 8;
  });
}
