import type { EngineEvent } from '../engine.ts';
import type { Hangs } from './hangs.ts';

/** How long an engine may take to say hello. */
export const usualStartMs = 120_000;

/** `then`: what follows if there is no answer within the limit. `isStart`: the engine has yet to say hello. */
export type OnWaiting = (engine: string, waitedMs: number, limitMs: number, then: string, isStart: boolean) => void;

export interface ClientOptions {
  readonly requestTimeoutMs: number;
  /** For the hello: large libraries take a minute to load on a busy machine. Default `usualStartMs`. */
  readonly startTimeoutMs?: number | undefined;
  readonly onEvent: (event: EngineEvent) => void;
  /** Told now and then while a request waits. */
  readonly onWaiting?: OnWaiting;
  /** The most outputs of one request; fewer where each takes milliseconds. */
  readonly outputsAtOnce?: number | undefined;
  /** Shared by the clients of one engine. */
  readonly hangs?: Hangs;
  /**
   * Once it is aborted, lastbit is about to end: each request has `hurriedMs` left, and is no fault if it takes longer.
   */
  readonly hurry?: AbortSignal;
  /** Once it is aborted, all further requests together have `hurriedMs` left. */
  readonly stop?: AbortSignal;
}
