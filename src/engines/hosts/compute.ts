import type { Batch } from '../../conv/batch.ts';

export type Numbers = Float32Array | Float64Array;

/** The outputs of every case of a batch, one after the other. */
export type Compute = (batch: Batch) => Numbers;
