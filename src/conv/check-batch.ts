import { UsageError } from '../errors/usage-error.ts';
import type { Batch, Case } from './case.ts';
import { checkShape } from './check-shape.ts';
import { imageSize } from './image-size.ts';
import { kernelSize } from './kernel-size.ts';

/** Throws a UsageError of one line unless the case's shape is of the domain and its numbers are as many as the shape says. */
export function checkCase(input: Case): void {
  checkShape(input.shape);
  checkLength('image', 'batch·height·width·channelsIn', input.image, imageSize(input.shape));
  checkLength('kernel', 'kernelHeight·kernelWidth·channelsIn·channelsOut', input.kernel, kernelSize(input.shape));
}

/** As `checkCase`, for every case of a batch. */
export function checkBatch(batch: Batch): void {
  checkShape(batch.shape);
  if (!Number.isSafeInteger(batch.count) || batch.count < 0) {
    throw new UsageError(`batch.count: ${batch.count} is not a whole number from 0 on`);
  }
  checkLength('images', 'count·batch·height·width·channelsIn', batch.images, batch.count * imageSize(batch.shape));
  const formula = 'count·kernelHeight·kernelWidth·channelsIn·channelsOut';
  checkLength('kernels', formula, batch.kernels, batch.count * kernelSize(batch.shape));
}

function checkLength(name: string, formula: string, numbers: unknown, size: number): void {
  if (!(numbers instanceof Float32Array)) throw new UsageError(`${name}: not a Float32Array of ${size} numbers`);
  if (numbers.length === size) return;
  throw new UsageError(`${name}: ${numbers.length} numbers where the shape asks for ${formula} = ${size}`);
}
