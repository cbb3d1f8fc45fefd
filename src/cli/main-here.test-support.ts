import { vi } from 'vitest';
import * as howMany from '../jobs/how-many.ts';
import { main } from './main.ts';

export interface Ended {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in this process, which is faster than starting another, and catches what it prints. Without `--jobs`
 * it starts no workers: other tests have the other cores.
 */
export async function mainHere(words: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  const jobs = vi.spyOn(howMany, 'usualJobs').mockReturnValue(1);
  process.exitCode = undefined;
  try {
    await main(words);
    return { status: process.exitCode ?? 0, ...written };
  } finally {
    for (const spy of [...spies, jobs]) spy.mockRestore();
    process.exitCode = undefined;
  }
}
