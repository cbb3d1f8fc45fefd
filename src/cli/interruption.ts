import { type EndingSignal, onFirstSignal } from '../engines/process/signals.ts';

/** SIGINT, SIGTERM and SIGHUP, as something that a command can wait for. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit status of an interrupted command, as shells have it: 130 after SIGINT. */
  readonly status: number;
  /** The result of `work`; undefined if it did not end within `graceMs` after an interruption. */
  orInterrupted<Result>(work: Promise<Result>, graceMs: number): Promise<Result | undefined>;
  /** Stops listening. */
  end(): void;
}

const numbers: Readonly<Record<EndingSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Listens for the first signal, for a command that has something to tell when it is interrupted. The second one ends
 * the process at once. Commands without such a thing need not listen: a signal ends them at once.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let status = 130;
  const forget = onFirstSignal((signal) => {
    status = 128 + numbers[signal];
    controller.abort();
    return 'finishes';
  });
  const aborted = new Promise<void>((resolve) =>
    controller.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  return {
    signal: controller.signal,
    get status() {
      return status;
    },
    orInterrupted: (work, graceMs) => {
      const late = aborted.then(() => new Promise<undefined>((resolve) => setTimeout(resolve, graceMs, undefined)));
      return Promise.race([work, late]);
    },
    end: forget,
  };
}
