import { performance } from 'node:perf_hooks';
import { clearLine, printable } from '../errors/printable.ts';

/**
 * How an installation reports its progress. `say` prints a permanent line. `step` says what one component does now, and
 * how far it is.
 */
export interface Progress {
  say(line: string): void;
  step(name: string, text: string): void;
  /** This component is finished. */
  done(name: string): void;
}

const repeatEveryMs = 5_000;

/** Says nothing. */
export const silentProgress: Progress = { say: () => {}, step: () => {}, done: () => {} };

/**
 * Progress on standard error. On a terminal the steps of all components share one line that is redrawn; elsewhere a
 * step is printed when its text before the first comma changes, and otherwise every five seconds, so that a log shows
 * that something moves.
 */
export function progressOnStderr(
  write: (text: string) => void = (text) => void process.stderr.write(text),
  terminal: boolean = process.stderr.isTTY === true,
  columns: number = process.stderr.columns ?? 80,
): Progress {
  const steps = new Map<string, string>();
  const printed = new Map<string, { readonly what: string; readonly at: number }>();
  const draw = (): void => {
    const line = [...steps].map(([name, text]) => `${name}: ${text}`).join('   ');
    write(clearLine);
    write(printable(line).slice(0, columns - 1));
  };
  return {
    say(line) {
      if (terminal) write(clearLine);
      write(`${printable(line)}\n`);
      if (terminal && steps.size > 0) draw();
    },
    step(name, text) {
      steps.set(name, text);
      if (terminal) return draw();
      const what = text.split(',')[0] as string;
      const before = printed.get(name);
      if (before?.what === what && Date.now() - before.at < repeatEveryMs) return;
      printed.set(name, { what, at: Date.now() });
      write(`${printable(`${name}: ${text}`)}\n`);
    },
    done(name) {
      steps.delete(name);
      printed.delete(name);
      if (terminal) draw();
    },
  };
}

const tellEveryMs = 500;

/** Reports twice a second how long something takes: `, 3.2 s`. Returns a function that stops it. */
export function everyHalfSecond(report: (text: string) => void): () => void {
  const start = performance.now();
  const tell = (): void => report(`, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  tell();
  const timer = setInterval(tell, tellEveryMs);
  return () => clearInterval(timer);
}
