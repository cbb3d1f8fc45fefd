import type { Batch } from '../conv/batch.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { SummationKind } from '../sums/algorithm.ts';

/** Whether a subject can be asked. A missing engine is never skipped: its row stays in every table, with the way to get it. */
export type Availability =
  | { readonly kind: 'ready'; readonly version: string; readonly environment: Readonly<Record<string, unknown>> }
  | { readonly kind: 'missing'; readonly reason: string; readonly howToGetIt: string };

/**
 * What came of one batch. `declined`: the engine says that it does not do this (not a failure). `failed`: it crashed, hung,
 * or answered nonsense, also after restarts; `culprit` is the index of the single case that does it, where bisection found one.
 */
export type Outcome =
  | { readonly kind: 'value'; readonly format: NumberFormat; readonly outputs: Float32Array | Float64Array }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly culprit?: number };

/**
 * One way to compute: an engine, an operation, a format and a setting. `id` is their `subjectId`.
 * `summation` is known only for the algorithms of lastbit; nothing is taken for granted of another engine.
 */
export interface Subject {
  readonly id: string;
  readonly engine: string;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly setting?: string;
  readonly summation: SummationKind | 'unknown';
  availability(): Promise<Availability>;
  /** Outputs of all cases, one after the other, NHWC within a case. Never throws for what an engine does. */
  evaluate(batch: Batch): Promise<Outcome>;
}

/** What a live line shows of engines: a process was started anew, or a batch was lost (`final`: the engine is given up; `stderr`: its last 4 KiB). */
export type EngineEvent =
  | { readonly kind: 'restarted'; readonly engine: string; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly engine: string;
      readonly reason: string;
      readonly stderr: string;
      readonly final: boolean;
    };

/** Of one engine process and setting: what it answered, how long the answers took, and how much of that it says it spent in the library. */
export interface EngineStatistics {
  readonly engine: string;
  readonly requests: number;
  readonly cases: number;
  readonly waitedMs: number;
  readonly engineMs: number;
  readonly restarts: number;
}

/** All subjects of a run, in table order. `close` ends every engine process. */
export interface Registry {
  readonly subjects: readonly Subject[];
  /** Of every engine that was started so far. */
  statistics(): readonly EngineStatistics[];
  close(): Promise<void>;
}

/** A subject that can be asked, with the version of its library. */
export interface AvailableSubject {
  readonly subject: Subject;
  readonly version: string;
}
