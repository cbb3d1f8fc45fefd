import type { ConvShape } from '../conv/shape.ts';
import { planTerms, type TermPlan } from '../conv/terms.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** The plan of one output alone: with it, `gatherTerms` and `referencesOf` give one window for each case. */
export function windowPlan(shape: ConvShape, output: number): TermPlan {
  const plan = planTerms(shape);
  if (plan.outputs === 1) return plan;
  const [from, to] = [output * plan.terms, (output + 1) * plan.terms];
  const image = plan.image.subarray(from, to);
  return { ...plan, outputs: 1, image, kernel: plan.kernel.subarray(from, to), padded: image.includes(-1) };
}

/** How the terms of a window lie: some schemes walk over them by columns. */
export function windowShape(shape: ConvShape): WindowShape {
  return { rows: shape.kernelHeight, columns: shape.kernelWidth, channels: shape.channelsIn };
}

/** The place [image, row, column, channel] of output `index` in an NHWC output of this shape. */
export function positionOf(
  [, rows, columns, channels]: readonly [number, number, number, number],
  index: number,
): readonly [number, number, number, number] {
  const place = Math.floor(index / channels);
  const row = Math.floor(place / columns);
  return [Math.floor(row / rows), row % rows, place % columns, index % channels];
}
