import type { Batch } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { witnesses } from '../inputs/distributions/witnesses.ts';
import { distributions, randomDistribution } from '../inputs/distributions.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { rngOf } from '../inputs/rng.ts';
import type { CaseSource } from './case-source.ts';

/** Numbers of terms, so that every order is at the edge of its blocks once; none above 121. */
const lengths = [1, 2, 3, 4, 5, 8, 9, 16, 17, 25, 33, 64, 100, 121] as const;
const casesPerBatch = 256;

/** Batches in one round over all lengths. */
export const worstCaseRound: number = lengths.length * 2;

/**
 * Where records are looked for: one window of n terms, short ones first; in turn the worst cases that are known of some tree, and a
 * distribution of the mix. As in all sources the same index gives the same batch.
 */
export function worstCaseSource(seed: number): CaseSource {
  return {
    seed,
    batch: (index): { readonly batch: Batch; readonly distribution: string } => {
      const rng = rngOf(seed, `record ${index}`);
      const n = lengths[Math.floor(index / 2) % lengths.length]!;
      const distribution = index % 2 === 0 ? witnesses : randomDistribution(rng, distributions);
      return { batch: randomBatch(rng, distribution, rowShape(n), casesPerBatch), distribution: distribution.name };
    },
  };
}
