import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planOutput, productCount, termCount } from '../conv/terms.ts';
import { randomOf } from '../inputs/random.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { windowShape } from './window.ts';

/**
 * A subject whose call computes more products than this is asked once. It is neither asked for random cases nor probed;
 * other outputs of its one answer stand for the random cases.
 */
export const mostProductsAgain: number = 2 ** 20;

/** Whether a subject is asked for one case only, because the shape has so many products. */
export function isAskedOnce(shape: ConvShape): boolean {
  return productCount(shape, 'conv2d') > mostProductsAgain;
}

/** So many other outputs of the answer are compared, or as many as have `mostProductsAgain` products. */
const mostOutputs = 256;

/** Outputs of a case, with what our own algorithms give for them. */
export interface OtherOutputs {
  /** Their numbers, NHWC. */
  readonly outputs: Int32Array;
  /** The algorithm's results, one for each of these outputs. */
  resultsOf(algorithm: SummationAlgorithm): Float32Array | Float64Array;
}

/** A sample of the outputs of a batch of one case, drawn from the seed. It costs memory and time for these only. */
export function otherOutputs(batch: Batch, seed: number): OtherOutputs {
  const { shape } = batch;
  const [of, n] = [outputSize(shape), termCount(shape)];
  const count = Math.max(1, Math.min(of, mostOutputs, Math.floor(mostProductsAgain / n)));
  const rng = randomOf(seed, 'other outputs');
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(rng.below(of));
  const outputs = Int32Array.from(drawn).sort();
  const [left, right] = [new Float32Array(count * n), new Float32Array(count * n)];
  outputs.forEach((output, place) => {
    const terms = gatherTerms(planOutput(shape, output), batch);
    left.set(terms.left, place * n);
    right.set(terms.right, place * n);
  });
  return {
    outputs,
    resultsOf(algorithm) {
      const out = algorithm.format === 'binary32' ? new Float32Array(count) : new Float64Array(count);
      algorithm.evaluate(left, right, n, count, out, windowShape(shape));
      return out;
    },
  };
}

/** The shape of one whole window alone: what our own algorithms see of an output. */
export function windowAlone(shape: ConvShape): ConvShape {
  const { kernelHeight, kernelWidth } = shape;
  const sizes = { batch: 1, height: kernelHeight, width: kernelWidth, channelsOut: 1 };
  return { ...shape, ...sizes, stride: [1, 1], dilation: [1, 1], padding: 'valid' };
}
