import type { Batch } from '../../conv/batch.ts';
import type { NumberFormat, Operation } from '../../conv/shape.ts';

/** One operation of a library in one format. */
export type LibraryOperation = OperationAtOnce | OperationLater;

/** The library answers later. There is one call per case. */
export interface OperationLater {
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly later: (batch: Batch) => Promise<Numbers>;
}

export interface OperationAtOnce {
  readonly operation: Operation;
  readonly format: NumberFormat;
  /** One library call per case, or per output if the operation computes single outputs. */
  readonly single: Calls;
  /** Whether it computes single outputs. */
  readonly perOutput?: boolean;
  /** Many cases in one call; batching.ts checks that it gives the same bits. May be undefined for a batch. */
  readonly together?: (batch: Batch) => Compute | undefined;
}

/** A loaded library. */
export interface Library {
  readonly engine: string;
  readonly version: string;
  readonly operations: readonly LibraryOperation[];
  readonly environment: Readonly<Record<string, unknown>>;
  /**
   * Whether an error means that the library does not support the request (the case is declined), as opposed to a
   * failure.
   */
  readonly isRefusal: (error: Error) => boolean;
}

/** Thrown by an adapter for a request that the library cannot be given. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

export type Numbers = Float32Array | Float64Array;

/** Computes the outputs of all cases of a batch, one after another. */
export type Compute = (batch: Batch) => Numbers;

/**
 * Makes the calls from `from` to `to` − 1 of a batch, and gives their outputs, one after another. A call is a case; of
 * an operation on single outputs it is an output, counted through all cases.
 */
export type Calls = (batch: Batch, from: number, to: number) => Numbers;
