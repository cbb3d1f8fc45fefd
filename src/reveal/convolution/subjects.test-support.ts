import type { Batch } from '../../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import type { Outcome, Subject } from '../../engines/engine.ts';

/** A 3 × 3 kernel on a 5 × 5 image, with the given changes. */
export const shapeOf = (given: Partial<ConvShape>): ConvShape => ({
  ...{ batch: 1, height: 5, width: 5, channelsIn: 1, channelsOut: 1, kernelHeight: 3, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid', ...given },
});

/** A subject that computes in this process. */
export function subjectOf(evaluate: (batch: Batch) => Outcome): Subject {
  return {
    ...{ id: 'test/conv2d', engine: 'test', operation: 'conv2d', format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => evaluate(batch),
  };
}

/** Computes every output from its products. */
export function summing(
  sum: (products: readonly number[], output: number, count: number, index: number) => number,
): Subject {
  return subjectOf((batch) => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      const products = Array.from({ length: plan.terms }, (_, t) =>
        Math.fround(left[window * plan.terms + t]! * right[window * plan.terms + t]!),
      );
      return sum(products, window % plan.outputs, batch.count, Math.floor(window / plan.outputs));
    });
    return { kind: 'value', format: 'binary32', outputs };
  });
}

/** Computes all outputs of a case from its image and kernel. */
export function perCase(
  compute: (image: Float32Array, kernel: Float32Array, shape: ConvShape) => ArrayLike<number>,
): Subject {
  return subjectOf(({ shape, count, images, kernels }) => {
    const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
    const all = Array.from({ length: count }, (_, index) => {
      const image = images.subarray(index * pixels, (index + 1) * pixels);
      return compute(image, kernels.subarray(index * taps, (index + 1) * taps), shape);
    });
    return { kind: 'value', format: 'binary32', outputs: Float32Array.from(all.flatMap((one) => Array.from(one))) };
  });
}

export const forward = (products: readonly number[]): number =>
  products.reduce((sum, value) => Math.fround(sum + value), 0);
export const backward = (products: readonly number[]): number => forward([...products].reverse());
