import { main } from '../../src/cli/main.ts';
import type { Ended } from './input-worker.ts';

/** The program of an InputWorker: runs commands one after another, and says how each ended. */
process.on('message', async ({ words, folder }: { readonly words: readonly string[]; readonly folder: string }) => {
  process.chdir(folder);
  process.send?.(await mainHere(words));
});

/** Runs a command in this process and catches what it prints. */
export async function mainHere(words: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = ((text: string | Uint8Array): boolean => {
      written[stream] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      return true;
    }) as typeof process.stdout.write;
  }
  process.exitCode = undefined;
  try {
    await main(words);
    return { status: process.exitCode ?? 0, ...written };
  } catch (error) {
    return { status: 'thrown', ...written, stderr: `${written.stderr}uncaught ${(error as Error).stack}` };
  } finally {
    for (const stream of ['stdout', 'stderr'] as const) process[stream].write = before[stream];
    process.exitCode = undefined;
  }
}
