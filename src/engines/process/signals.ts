/** The signals by which a person or the system ends lastbit. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof names)[number];

/**
 * What a part of the program does at the first signal. `ends`: it has cleaned up, synchronously. `finishes`: it will
 * end the process itself when it has told what it found.
 */
export type SignalListener = (signal: EndingSignal) => 'ends' | 'finishes';

/**
 * The only place that listens to signals: Node calls every listener, and two that do not know of one another either
 * both leave the ending to the other, or one ends the process while the other is at work.
 */
const listeners = new Set<SignalListener>();

/**
 * Calls a listener at the first signal. After it the signals have their usual effect again: the second one ends the
 * process at once, even in a loop that never returns to the event loop. So does the first, unless a listener
 * `finishes`. Without any listener signals are never caught; the watchdog ends what was started. Returns a function
 * that removes the listener.
 */
export function onFirstSignal(listener: SignalListener): () => void {
  if (listeners.size === 0 && !wasHeard) for (const name of names) process.on(name, handle);
  listeners.add(listener);
  return () => {
    if (listeners.delete(listener) && listeners.size === 0) ignore();
  };
}

let wasHeard = false;

function handle(signal: EndingSignal): void {
  // The second one came while the program could not listen, and both are told now.
  if (wasHeard) {
    takeEffect(signal);
    return;
  }
  wasHeard = true;
  setImmediate(ignore);
  const called = [...listeners];
  listeners.clear();
  const answers = called.map((listener) => listener(signal));
  // A program that uses lastbit as a library may listen too, and has then been called.
  if (!answers.includes('finishes') && process.listenerCount(signal) === 1) takeEffect(signal);
}

function takeEffect(signal: EndingSignal): void {
  ignore();
  process.kill(process.pid, signal);
}

function ignore(): void {
  // Whoever has listened since the first signal wants to hear the next.
  wasHeard = false;
  if (listeners.size > 0) return;
  for (const name of names) process.off(name, handle);
}
