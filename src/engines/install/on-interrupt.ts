const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `cleanUp` when a person or the system ends this process, and then lets it end as if nobody had listened, unless another
 * part of the program listens too: then that part decides. Returns a function that stops listening.
 */
export function onInterrupt(cleanUp: () => void): () => void {
  const listeners = signals.map((signal) => {
    const listener = (): void => {
      forget();
      cleanUp();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  const forget = (): void => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
  return forget;
}
