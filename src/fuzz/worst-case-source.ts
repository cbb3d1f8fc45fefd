import { rowShape } from '../conv/row-shape.ts';
import { batches } from '../inputs/batches.ts';
import { witnesses } from '../inputs/distributions/witnesses.ts';
import { distributions } from '../inputs/distributions.ts';
import { type CaseSource, valueFrom } from './case-source.ts';

/** Numbers of terms, so that every algorithm is at the edge of its blocks once; none above 121. */
const lengths = [1, 2, 3, 4, 5, 8, 9, 16, 17, 25, 33, 64, 100, 121] as const;
const casesPerBatch = 256;

/** Batches in one round over all lengths. */
export const worstCaseRound: number = lengths.length * 2;

/**
 * Where worst cases are looked for: one window of n terms, short ones first; in turn the worst cases that are known of some tree, and a
 * distribution of the mix. As in all sources the same index gives the same batch.
 */
export function worstCaseSource(seed: number): CaseSource {
  return {
    seed,
    batch: (index) => {
      const shape = rowShape(lengths[Math.floor(index / 2) % lengths.length]!);
      const among = index % 2 === 0 ? [witnesses] : distributions;
      return valueFrom(batches({ shape, distributions: among, singles: casesPerBatch }), seed, `record ${index}`);
    },
  };
}
