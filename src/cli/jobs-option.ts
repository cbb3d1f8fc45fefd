import { usualJobs } from '../jobs/how-many.ts';
import { memoryText } from '../text/numbers.ts';
import { parseBetween } from './options.ts';

/** The largest number of jobs at once. */
const mostJobs = 1024;

/** By default as many as there are cores. Checked before the work begins. */
export function parseJobs(text: string | undefined): number {
  return text === undefined ? usualJobs() : parseBetween('--jobs', text, 1, mostJobs);
}

/** The option by which a command uses several cores. */
export const jobsOption: readonly [flags: '--jobs <n>', description: string] = [
  '--jobs <n>',
  'how many processes work at once; by default as many as there are cores; the result does not depend on it',
];

/** Says what the processes of a run took at most, where the system tells. Before they are ended. */
export function sayMemory(peakBytes: () => number | null, say: (line: string) => void): void {
  const peak = peakBytes();
  if (peak !== null) say(memoryText(peak));
}
