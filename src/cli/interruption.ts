/** SIGINT, SIGTERM and SIGHUP, as something that a command can wait for. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The result of `work`; undefined if it did not end within `graceMs` after an interruption. */
  orInterrupted<Result>(work: Promise<Result>, graceMs: number): Promise<Result | undefined>;
  /** Stops listening. */
  end(): void;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for signals. The second one ends the process at once, with the exit status 130 of an interrupted process. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of names) process.on(name, onSignal);
  const aborted = new Promise<void>((resolve) =>
    controller.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  return {
    signal: controller.signal,
    orInterrupted: (work, graceMs) => {
      const late = aborted.then(() => new Promise<undefined>((resolve) => setTimeout(resolve, graceMs, undefined)));
      return Promise.race([work, late]);
    },
    end: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
