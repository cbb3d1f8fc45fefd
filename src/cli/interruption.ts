/** Ctrl-C and its like, as something that a command can wait for. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The work's result; or undefined where an interruption came first and the work did not end within `graceMs` after it. */
  orInterrupted<Result>(work: Promise<Result>, graceMs: number): Promise<Result | undefined>;
  /** Stops listening. */
  end(): void;
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The second signal ends the process at once, with the exit status that the system gives to one that was interrupted. */
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
