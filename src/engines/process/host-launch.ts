import { fileURLToPath } from 'node:url';
import type { Launch } from './engine-process.ts';

const host = (name: string): string => fileURLToPath(new URL(`../hosts/${name}`, import.meta.url));

/** Starts the Node host for an engine, with words for its loader. Options of the parent's own Node are not passed on. */
export function nodeHostLaunch(
  engine: string,
  environment: Launch['environment'],
  words: readonly string[] = [],
): Launch {
  return {
    command: process.execPath,
    words: [host('start-node-host.cjs'), engine, ...words],
    environment: { NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, ...environment },
  };
}

/** Starts the NumPy host by a Python that has NumPy. `-E -s`: nothing of the user's own Python settings gets in. */
export function numpyHostLaunch(python: string, environment: Launch['environment']): Launch {
  return { command: python, words: ['-E', '-s', '-u', host('numpy_host.py')], environment };
}
