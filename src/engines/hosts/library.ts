import type { Batch } from '../../conv/batch.ts';
import type { NumberFormat, Operation } from '../../conv/shape.ts';
/** One operation of a library in one format. */
export interface LibraryOperation {
  readonly operation: Operation;
  readonly format: NumberFormat;
  /** One library call for every case, or for every output where the operation is one of single outputs. */
  readonly single: Compute;
  /** Many cases in one call, for batching.ts to check; may be undefined for this batch. */
  readonly together?: (batch: Batch) => Compute | undefined;
}

/** A library, ready to be asked. */
export interface Library {
  readonly engine: string;
  readonly version: string;
  readonly operations: readonly LibraryOperation[];
  readonly environment: Readonly<Record<string, unknown>>;
  /** Whether an error is the library's own refusal of what it was asked (then the case is declined) rather than a failure. */
  readonly isRefusal: (error: Error) => boolean;
}

/** Thrown by an adapter for what the library cannot be asked. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

export type Numbers = Float32Array | Float64Array;

/** The outputs of every case of a batch, one after the other. */
export type Compute = (batch: Batch) => Numbers;
