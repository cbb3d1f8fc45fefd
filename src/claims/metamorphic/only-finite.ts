import type { Batch } from '../../conv/batch.ts';
import type { OutputPair } from '../metamorphic-claim.ts';

/** The pairs, without a judgement on those of cases in which a number is NaN or infinite. Pairs come case after case, equally many. */
export function onlyFinite(batch: Batch, pairs: readonly OutputPair[]): readonly OutputPair[] {
  const { count, images, kernels } = batch;
  const finite = Array.from({ length: count }, (_, index) =>
    [images, kernels].every((numbers) => {
      const size = numbers.length / count;
      return numbers.subarray(index * size, (index + 1) * size).every(Number.isFinite);
    }),
  );
  const each = pairs.length / count;
  return pairs.map((pair, index) =>
    finite[Math.floor(index / each)] ? pair : { ...pair, discarded: 'an input is NaN or infinite' },
  );
}
