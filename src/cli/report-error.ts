import { CommanderError } from '@commander-js/extra-typings';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { oneLine } from '../text/layout.ts';

/**
 * Says on one line of standard error what went wrong, and returns the exit status: 2 for bad input and for what the
 * operating system refuses, 1 for a defect of lastbit. LASTBIT_DEBUG=1 adds the stack.
 */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { text, status } = told(error);
  process.stderr.write(`lastbit: ${text}\n`);
  if (process.env.LASTBIT_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return status;
}

function told(error: unknown): { readonly text: string; readonly status: number } {
  const message = plainLine(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) return { text: message, status: 2 };
  const reason = systemReason(error);
  if (reason !== undefined) {
    const path = error instanceof Error && 'path' in error ? `${shown(String(error.path))}: ` : '';
    return { text: `${path}${reason}`, status: 2 };
  }
  const kind = error instanceof Error ? error.name : 'thrown';
  const hint = process.env.LASTBIT_DEBUG === '1' ? '' : ', and the stack that LASTBIT_DEBUG=1 prints';
  const text = `internal error (${kind}: ${message}): a defect of lastbit; please report it with the command${hint}`;
  return { text, status: 1 };
}

const longest = 2000;

/** A message on one line, and not an endless one. */
export function plainLine(text: string): string {
  return oneLine(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
