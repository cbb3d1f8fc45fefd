import type { Command } from '@commander-js/extra-typings';
import { benchCommand } from './bench.ts';
import { corpusCommand } from './corpus.ts';
import { registerEngines } from './engines.ts';
import { explainCommand } from './explain.ts';
import { startCommand } from './start.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of `lastbit --help`. A command is a function that adds itself to the program. */
export const commands: readonly ((program: Command) => void)[] = [
  startCommand,
  explainCommand,
  verifyCommand,
  corpusCommand,
  registerEngines,
  benchCommand,
];
