import type { Registry } from '../engines/engine.ts';
import { type EndingSignal, onFirstSignal } from '../engines/process/signals.ts';

/** SIGINT, SIGTERM and SIGHUP, as something that a command can wait for. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Aborted with `signal` or by `hurryUp`: engines are then not waited for any longer. */
  readonly hurry: AbortSignal;
  hurryUp(): void;
  /** The exit status of an interrupted command, as shells have it: 130 after SIGINT. */
  readonly status: number;
  /** The result of `work`; undefined if it did not end within `graceMs` after an interruption. */
  orInterrupted<Result>(work: Promise<Result>, graceMs: number): Promise<Result | undefined>;
  /** Stops listening. */
  end(): void;
  /** Closes the engines, if there are any, and stops listening. After an interruption it leaves instead. */
  close(engines?: Pick<Registry, 'close'>): Promise<void>;
  /** Ends the process, and with it all engines, when everything that was printed is written. */
  leave(): Promise<never>;
}

/** How long a reader of the output may take at the end. */
const writingMs = 2000;
const numbers: Readonly<Record<EndingSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Listens for the first signal, for a command that has something to tell when it is interrupted. The second one ends
 * the process at once. Commands without such a thing need not listen: a signal ends them at once.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const hurry = new AbortController();
  let status = 130;
  const forget = onFirstSignal((signal) => {
    status = 128 + numbers[signal];
    controller.abort();
    hurry.abort();
    return 'finishes';
  });
  const aborted = new Promise<void>((resolve) =>
    controller.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const leave = async (): Promise<never> => {
    await Promise.race([Promise.all([process.stdout, process.stderr].map(written)), afterMs(writingMs)]);
    process.exit(process.exitCode ?? status);
  };
  return {
    signal: controller.signal,
    hurry: hurry.signal,
    hurryUp: () => hurry.abort(),
    get status() {
      return status;
    },
    orInterrupted: (work, graceMs) => {
      return Promise.race([work, aborted.then(() => afterMs(graceMs))]);
    },
    end: forget,
    close: async (engines) => {
      if (controller.signal.aborted) await leave();
      await engines?.close();
      forget();
    },
    leave,
  };
}

const afterMs = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms, undefined));

/** A pipe takes what is written in pieces, and `process.exit` does not wait for the last one. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}
