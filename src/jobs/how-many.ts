import { availableParallelism } from 'node:os';
import { availableMemory, treeMemory } from './memory.ts';

/** A part of the memory is left to everybody else. */
const memoryShare = 0.8;

/** As many as there are cores. */
export const usualJobs = (): number => availableParallelism();

/**
 * How many workers there is memory for beside this process, at most `wanted`. Each is taken to need as much as this
 * process and its engines need now.
 */
export function affordable(
  wanted: number,
  own: number | undefined = treeMemory()?.now,
  available: number | undefined = availableMemory(),
): number {
  if (own === undefined || own === 0 || available === undefined) return wanted;
  return Math.min(wanted, Math.floor((available * memoryShare) / own));
}
