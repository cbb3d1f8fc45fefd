import type { Command } from '@commander-js/extra-typings';

/**
 * The commands of one file, which is read only when one of them is asked for: reading all of them takes seconds on a slow machine.
 * So what each does is said here, where `lastbit --help` finds it.
 */
export interface CommandFile {
  /** By name what it does. */
  readonly does: Readonly<Record<string, string>>;
  /** Gives the function that adds them to the program. */
  readonly load: () => Promise<(program: Command) => void>;
}

/** Every command, in the order of `lastbit --help`. */
export const commandFiles: readonly CommandFile[] = [
  {
    does: {
      start: 'The main job: install the engines, explain the question of 2018, fuzz for 20 s, write the report.',
    },
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    does: {
      explain:
        'Explain one output of a convolution, by default that of the question of 2018: what every subject computes and why.',
    },
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    does: {
      verify: 'Try claims on subjects: the same cases every time, unless --seed says otherwise.',
      fuzz: 'Try claims on subjects with a fresh seed, for 60 s unless told otherwise.',
    },
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    does: {
      behaviours:
        'What do engines do, without any reference? Tries every claim about behaviour, and tells what is otherwise than recorded.',
    },
    load: async () => (await import('./behaviours.ts')).behavioursCommand,
  },
  {
    does: {
      reveal:
        'Reveal how a subject computes: the summation tree and the arithmetic of every step, replayed bit for bit.',
    },
    load: async () => (await import('./reveal.ts')).registerReveal,
  },
  {
    does: {
      claims: 'what is claimed, proven or refuted, and by what',
    },
    load: async () => (await import('./claims.ts')).claimsCommand,
  },
  {
    does: {
      corpus: 'what was found before: list, show, replay, add, merge, lint, prune',
    },
    load: async () => (await import('./corpus.ts')).corpusCommand,
  },
  {
    does: {
      engines: 'list the subjects, and install or remove the libraries behind them',
    },
    load: async () => (await import('./engines.ts')).registerEngines,
  },
  {
    does: {
      bench: 'measure speed side by side with other tools, in one run; see docs/benchmarks.md',
    },
    load: async () => (await import('./bench.ts')).benchCommand,
  },
];
