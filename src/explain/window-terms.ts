import type { Batch, Case } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planTerms, type TermPlan, type Terms } from '../conv/terms.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** The plan of one output alone: with it, `gatherTerms` gives one window a case. */
export function windowPlan(shape: ConvShape, output: number): TermPlan {
  const plan = planTerms(shape);
  const [from, to] = [output * plan.terms, (output + 1) * plan.terms];
  const image = plan.image.subarray(from, to);
  return { ...plan, outputs: 1, image, kernel: plan.kernel.subarray(from, to), padded: image.includes(-1) };
}

/** The terms of one output of every case, in canonical order (kernel row, kernel column, input channel). */
export function windowTerms(shape: ConvShape, output: number, batch: Batch): Terms {
  return gatherTerms(windowPlan(shape, output), batch);
}

export function windowShape(shape: ConvShape): WindowShape {
  return { rows: shape.kernelHeight, columns: shape.kernelWidth, channels: shape.channelsIn };
}

/** A case of its own with these terms: an image as large as its kernel, zeros of the padding written out. */
export function windowCase(shape: ConvShape, { left, right }: Terms): Case {
  const { kernelHeight, kernelWidth, channelsIn } = shape;
  const sizes = {
    batch: 1,
    height: kernelHeight,
    width: kernelWidth,
    channelsIn,
    channelsOut: 1,
    kernelHeight,
    kernelWidth,
  };
  return { shape: { ...sizes, stride: [1, 1], dilation: [1, 1], padding: 'valid' }, image: left, kernel: right };
}
