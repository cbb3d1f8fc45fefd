import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import { smallestNormal32 } from '../float/format.ts';
import { type RangeClass, rangeClasses } from '../inputs/range-class.ts';

/** As `rangeClasses`, but a case with a subnormal input, which some engines read as 0, is an underflow too. */
export function rangeOfCases(batch: Batch, operation: Operation): readonly RangeClass[] {
  const { count, images, kernels } = batch;
  const subnormal = (numbers: Float32Array, index: number): boolean => {
    const each = numbers.length / count;
    return numbers.subarray(index * each, (index + 1) * each).some((x) => x !== 0 && Math.abs(x) < smallestNormal32);
  };
  return rangeClasses(batch, operation).map((range, index) =>
    range === 'normal' && (subnormal(images, index) || subnormal(kernels, index)) ? 'underflow' : range,
  );
}
