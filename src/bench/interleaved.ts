import { randomOf } from '../inputs/random.ts';
import type { Measurement } from './benchmark.ts';
/**
 * Times several functions that do the same amount of work, in turns (A B C, A B C, …), so that a disturbance of the
 * machine affects all of them alike. Returns, for each function and round, the milliseconds of processor time of one
 * call. On a shared machine the elapsed time would include the work of others. A round repeats a function for at least
 * `leastMs`. One earlier round is not counted; the compiler settles in it.
 */
export function interleaved(tasks: readonly (() => void)[], rounds: number, leastMs = 40): number[][] {
  const times: number[][] = tasks.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const milliseconds = timeOf(task, leastMs);
      if (round >= 0) times[index]?.push(milliseconds);
    }
  }
  return times;
}

/** Processor time of this process so far, in ms, of all threads: compiler and garbage collector included. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timeOf(task: () => void, leastMs: number): number {
  const start = processorMs();
  let calls = 0;
  let now = start;
  do {
    task();
    calls++;
    now = processorMs();
  } while (now - start < leastMs);
  return (now - start) / calls;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
}

export function measurement(name: string, unit: string, values: readonly number[]): Measurement {
  return { name, unit, value: median(values), spread: [Math.min(...values), Math.max(...values)] };
}

/** Binary32 numbers from [-1, 1), from one seed. For speed measurements, where only the spread of values matters. */
export function uniformNumbers(count: number, seed: number): Float32Array {
  const words = new Int32Array(count);
  randomOf(seed, 'uniform').fill(words);
  return Float32Array.from(words, (word) => (word >> 8) * 2 ** -23);
}
