import type { Command } from '@commander-js/extra-typings';

/** The commands of one file, which is read only when one of them is asked for: reading all of them takes seconds on a slow machine. */
export interface CommandFile {
  readonly names: readonly string[];
  /** Gives the function that adds them to the program. */
  readonly load: () => Promise<(program: Command) => void>;
}

/** Every command, in the order of `lastbit --help`. */
export const commandFiles: readonly CommandFile[] = [
  { names: ['start'], load: async () => (await import('./start.ts')).startCommand },
  { names: ['explain'], load: async () => (await import('./explain.ts')).explainCommand },
  { names: ['verify', 'fuzz'], load: async () => (await import('./verify.ts')).verifyCommand },
  { names: ['behaviours'], load: async () => (await import('./behaviours.ts')).behavioursCommand },
  { names: ['reveal'], load: async () => (await import('./reveal.ts')).registerReveal },
  { names: ['claims'], load: async () => (await import('./claims.ts')).claimsCommand },
  { names: ['corpus'], load: async () => (await import('./corpus.ts')).corpusCommand },
  { names: ['engines'], load: async () => (await import('./engines.ts')).registerEngines },
  { names: ['bench'], load: async () => (await import('./bench.ts')).benchCommand },
];
