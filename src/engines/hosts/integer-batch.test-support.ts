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
  })
  .filter(({ shape }) => fits(shape))
  .chain(({ shape, count }) =>
    fc.record({
      shape: fc.constant(shape),
      count: fc.constant(count),
      images: integers(count * imageSize(shape)),
      kernels: integers(count * kernelSize(shape)),
    }),
  );

function fits({ height, width, kernelHeight, kernelWidth, dilation, padding: around }: Batch['shape']): boolean {
  if (around === 'same') return true;
  const [top, bottom, left, right] = around === 'valid' ? [0, 0, 0, 0] : around;
  const rows = height + top + bottom - (kernelHeight - 1) * dilation[0];
  return rows >= 1 && width + left + right - (kernelWidth - 1) * dilation[1] >= 1;
}

/** Integers from −8 to 8. */
function integers(length: number): fc.Arbitrary<Float32Array> {
  const list = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: length, maxLength: length });
  return list.map((numbers) => Float32Array.from(numbers));
}
