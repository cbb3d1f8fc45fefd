import type { Registry } from '../src/engines/engine.ts';
import { openRegistry } from '../src/engines/registry.ts';

let opened: Promise<Registry> | undefined;

/**
 * The registry of all engines, opened once for all files of the worker: a TensorFlow takes seconds to load. The engines' processes
 * end with the worker's own.
 */
export function everyEngine(): Promise<Registry> {
  opened ??= openRegistry();
  return opened;
}
