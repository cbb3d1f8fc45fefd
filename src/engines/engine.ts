import type { Batch } from '../conv/batch.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { SummationKind } from '../sums/algorithm.ts';

/** Whether a subject can be asked. A missing engine keeps its row in every table, with the way to get it. */
export type Availability =
  | { readonly kind: 'ready'; readonly version: string; readonly environment: Readonly<Record<string, unknown>> }
  | { readonly kind: 'missing'; readonly reason: string; readonly howToGetIt: string };

/**
 * The outcome of one batch. `declined`: the engine says that it does not support this, which is no failure. `failed`:
 * it crashed, hung or answered nonsense, even after restarts. `culprit` is the index of the case that causes it, if
 * bisection found a single one; `hung`: it exceeded the time limit. `interrupted`: lastbit is about to end and did not
 * wait; this says nothing about the engine.
 */
export type Outcome =
  | { readonly kind: 'value'; readonly format: NumberFormat; readonly outputs: Float32Array | Float64Array }
  | { readonly kind: 'declined'; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly culprit?: number;
      readonly hung?: true;
      readonly interrupted?: true;
    };

/** Whether lastbit did not wait for the answer. */
export function isInterrupted(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.interrupted === true;
}

/**
 * One way to compute: an engine, an operation, a format and a setting. `id` is their `subjectId`. `summation` is known
 * only for the algorithms of lastbit; nothing is assumed about other engines.
 */
export interface Subject {
  readonly id: string;
  readonly engine: string;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly setting?: string;
  readonly summation: SummationKind | 'unknown';
  availability(): Promise<Availability>;
  /** Outputs of all cases, one after another, NHWC within a case. Never throws because of the engine. */
  evaluate(batch: Batch): Promise<Outcome>;
  /** The same in a process of its own, for inputs that are expected to end it: such failures do not count. */
  aside?(batch: Batch): Promise<Outcome>;
}

/**
 * Engine events for the live line: a process was restarted, or a batch was lost. `final`: the engine is given up.
 * `stderr`: its last 4 KiB.
 */
export type EngineEvent =
  | { readonly kind: 'restarted'; readonly engine: string; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly engine: string;
      readonly reason: string;
      readonly stderr: string;
      readonly final: boolean;
    };

/** `extra`: it sent more than its answers; `garbage`: what it sent is not the protocol. */
export type FaultName = 'crashed' | 'hung' | 'extra' | 'garbage';

/**
 * Counts and times of one engine process. `requests` were answered with values, for `cases` cases; `declined` were
 * declined. `retried` are batches that were answered after a restart, `lost` those that were not answered. `lastFault`
 * is why it was last restarted or lost a batch. `waitedMs` is the time to the answers; `engineMs` is the part of it
 * that the engine says it spent in the library.
 */
export interface EngineStatistics {
  readonly engine: string;
  readonly requests: number;
  readonly cases: number;
  readonly waitedMs: number;
  readonly engineMs: number;
  readonly declined: number;
  readonly restarts: number;
  readonly retried: number;
  readonly lost: number;
  readonly lastFault: string | null;
  /** How often a process was ended for each kind of fault. */
  readonly faults: Readonly<Record<FaultName, number>>;
}

/**
 * All subjects of a run, in table order. `renew`: engines that were given up because they crashed are asked again;
 * those that hung are not. `rest` ends the engine processes, to save memory: the next request starts one again. `close`
 * ends them for good.
 */
export interface Registry {
  readonly subjects: readonly Subject[];
  /** Of every engine that was started so far. */
  statistics(): readonly EngineStatistics[];
  renew(): void;
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A subject that can be asked, with the version of its library. */
export interface AvailableSubject {
  readonly subject: Subject;
  readonly version: string;
}
