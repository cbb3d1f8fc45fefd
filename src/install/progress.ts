import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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

const lookEveryMs = 500;

/**
 * Reports twice a second how much the folders hold, and for how long: `, 137 MB written, 3.2 s`. Before version 24.1,
 * pip reports no more than this. Returns a function that stops it.
 */
export function watchFolder(folders: readonly string[], report: (text: string) => void): () => void {
  const start = performance.now();
  const tell = (): void => {
    const megabytes = (folders.reduce((sum, folder) => sum + bytesBelow(folder), 0) / 1e6).toFixed(0);
    report(`, ${megabytes} MB written, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };
  tell();
  const timer = setInterval(tell, lookEveryMs);
  return () => clearInterval(timer);
}

/** Size of all files in a folder. Files that disappear meanwhile count as 0. */
export function bytesBelow(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      sum += entry.isDirectory() ? bytesBelow(path) : lstatSync(path).size;
    }
  } catch {
    // The folder is gone.
  }
  return sum;
}
