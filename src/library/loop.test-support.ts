import { outputShape } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { ConvolutionFunction } from '../engines/function-subject.ts';
import { algorithms } from '../sums/algorithms.ts';

/** A plain loop in binary32. */
export function loop(image: Float32Array, kernel: Float32Array, shape: ConvShape): Float32Array {
  const plan = planTerms(shape);
  const { left, right } = gatherTerms(plan, { shape, count: 1, images: image, kernels: kernel });
  const out = new Float32Array(plan.outputs);
  algorithms.find(({ name }) => name === 'sequential')!.evaluate(left, right, plan.terms, plan.outputs, out);
  return out;
}

/** The loop, with a planted bug each. */
export const wrongLoops: Readonly<Record<'flipped' | 'channel-lost' | 'unwritten', ConvolutionFunction>> = {
  flipped: (image, kernel, shape) => {
    const each = shape.channelsIn * shape.channelsOut;
    const last = kernel.length / each - 1;
    const flipped = kernel.map((_, index) => kernel[(last - Math.floor(index / each)) * each + (index % each)]!);
    return loop(image, flipped, shape);
  },
  'channel-lost': (image, kernel, shape) => {
    const { channelsIn, channelsOut } = shape;
    const isLost = (index: number) => channelsIn > 1 && Math.floor(index / channelsOut) % channelsIn === channelsIn - 1;
    return loop(
      image,
      kernel.map((tap, index) => (isLost(index) ? 0 : tap)),
      shape,
    );
  },
  unwritten: (image, kernel, shape) => {
    const [, , columns, channels] = outputShape(shape);
    const isLast = (index: number) => Math.floor(index / channels) % columns === columns - 1;
    return loop(image, kernel, shape).map((value, index) => (shape.width > 8 && isLast(index) ? 0 : value));
  },
};
