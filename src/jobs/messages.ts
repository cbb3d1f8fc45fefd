/**
 * What a worker process and its parent tell each other, as JSON over the channel of `node:child_process`. `data` is
 * plain data of whoever uses the workers.
 */
export type ToWorker =
  /** The first message: which work, and what all jobs share. */
  | { readonly kind: 'open'; readonly work: string; readonly data: unknown }
  | { readonly kind: 'job'; readonly data: unknown }
  /** The run is over: finish the job soon. `stop`: by a signal, so finish at once. */
  | { readonly kind: 'end'; readonly how: EndOfRun };

export type FromWorker =
  | { readonly kind: 'ready' }
  /** It cannot take part, and why. */
  | { readonly kind: 'refused'; readonly because: string }
  /** Something about the job at work. */
  | { readonly kind: 'note'; readonly data: unknown }
  /** The result of the job, and what the worker says of itself since it was opened. */
  | { readonly kind: 'done'; readonly data: unknown; readonly about: unknown }
  /** A defect of lastbit; `isUsage`: what it was asked is wrong. */
  | { readonly kind: 'failed'; readonly because: string; readonly isUsage: boolean };

export type EndOfRun = 'time-up' | 'stop';

/** The word by which `lastbit` starts as a worker; no command has it. */
export const workerWord = '--worker-process';
