import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import type { Distribution } from '../inputs/distribution.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import type { Rng } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { noFlush } from '../sums/accumulation.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';

/** The question's own shape: an image as large as its 5×5 kernel. */
export const pairShape: ConvShape = convShape('5x5');

export interface PairCounts {
  readonly cases: number;
  readonly violations: number;
  readonly discarded: number;
  readonly attained: number;
}

/** The two ways of computing that the property speaks of. */
export type PairOrders = readonly [
  convolution: Pick<SummationAlgorithm, 'evaluate'>,
  multiplySum: Pick<SummationAlgorithm, 'evaluate'>,
];

export function pairOrders(): PairOrders {
  return [algorithmNamed('sequential'), algorithmNamed('numpy-pairwise')];
}

const bound = dotAnyOrder.boundFor({ id: 'pair', format: 'binary32', summation: 'tree', flush: noFlush });
const terms = 25;
const batchSize = 2048;

/**
 * The property that all tools are compared on: for a random 5×5 image and kernel, the sequential convolution and NumPy's order of
 * multiply and sum are each within the proven bound (claim dot-any-order, products that are zero not counted) of the exact value.
 * Written with the functions that the campaign itself uses: batches drawn, exact values certified, violations confirmed by exact
 * arithmetic. Runs whole batches until at least `least` cases are done.
 */
export function checkPairs(
  rng: Rng,
  least: number,
  among: readonly Distribution[] = distributions,
  subjects: PairOrders = pairOrders(),
): PairCounts {
  let [cases, violations, discarded, attained] = [0, 0, 0, 0];
  let batch: Batch | undefined;
  const out = new Float32Array(batchSize);
  while (cases < least) {
    batch = randomBatch(rng, randomDistribution(rng, among), pairShape, batchSize, batch);
    const references = referencesOf(batch, 'conv2d');
    const bounds = batchBounds(bound, references);
    for (const subject of subjects) {
      subject.evaluate(references.left, references.right, terms, batchSize, out);
      const verdicts = judgeOutputs(bounds, references, out, 'binary32');
      violations += verdicts.violations.length;
      attained = Math.max(attained, verdicts.attained);
    }
    discarded += bounds.discarded.size;
    cases += batchSize;
  }
  return { cases, violations, discarded, attained };
}

function algorithmNamed(wanted: string): SummationAlgorithm {
  const found = algorithms.find(({ name, format }) => name === wanted && format === 'binary32');
  if (found === undefined) throw new Error(`there is no algorithm named ${wanted}`);
  return found;
}
