import type { Batch } from '../conv/batch.ts';

/** Gives batch after batch of a campaign; the same index gives the same batch, so that any of them can be drawn again alone. */
export interface CaseSource {
  readonly seed: number;
  batch(index: number): { readonly batch: Batch; readonly distribution: string };
}
