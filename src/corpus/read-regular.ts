import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';

/** The most bytes that are read of the files beside the entries: flags, behaviours, surveys, programs. */
const largestBeside: number = 2 ** 26;

/**
 * Reads a regular file of at most so many bytes. A FIFO or a device might have no end, and would be waited for. Throws
 * a UsageError of one line.
 */
export function readRegular(path: string, most: number = largestBeside): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new UsageError(`${path}: not a regular file`);
    if (found.size > most) throw new UsageError(`${path}: ${found.size} bytes; at most ${most} are read`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
    );
  }
}
