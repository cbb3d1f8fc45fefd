import { tmpdir } from 'node:os';
import { runLastbit } from './run-lastbit.ts';

/** How long an engine may take for one answer in these attacks, in seconds. */
export const engineTimeout = 2;

let limit: Promise<readonly string[]> | undefined;

/** The words that make lastbit give up on a hung engine after `engineTimeout`, if it has such an option. */
export function engineLimit(): Promise<readonly string[]> {
  limit ??= helpOf('verify').then((help) =>
    help.includes('--engine-timeout') ? ['--engine-timeout', String(engineTimeout)] : [],
  );
  return limit;
}

async function helpOf(command: string): Promise<string> {
  return (await runLastbit({ words: [command, '--help'], folder: tmpdir(), withinMs: 60_000 })).stdout;
}
