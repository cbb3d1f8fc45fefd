import type { Command } from '@commander-js/extra-typings';

/**
 * The commands of one file. The file is loaded only when one of its commands is asked for, because loading all of them
 * takes seconds on a slow machine. So the descriptions are here, where `lastbit --help` finds them.
 */
export interface CommandFile {
  /** Descriptions by the names of commands. */
  readonly does: Readonly<Record<string, string>>;
  /** The function that adds the commands to the program. */
  readonly load: () => Promise<(program: Command) => void>;
}

/** Every command, in the order of `lastbit --help`. */
export const commandFiles: readonly CommandFile[] = [
  {
    does: {
      start: 'Install the engines, explain the question of 2018, fuzz for 20 s and write a report.',
    },
    load: async () => (await import('./start.ts')).startCommand,
  },
  {
    does: {
      explain:
        'Explain a number of a convolution, matrix product, dot product or sum: is it right, and what computes it?',
    },
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    does: {
      judge: 'Judge arrays that others computed: roundings, narrower arithmetic, or a defect, and which.',
    },
    load: async () => (await import('./judge.ts')).registerJudge,
  },
  {
    does: {
      verify: 'Check claims on random cases; the same cases each time, unless --seed is given.',
      fuzz: 'Check claims on random cases from a new seed, for 60 s by default.',
    },
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    does: {
      campaign: 'Run one campaign on many machines, and merge what they found.',
    },
    load: async () => (await import('./campaign.ts')).campaignCommand,
  },
  {
    does: {
      behaviours:
        'Check metamorphic relations of the engines, which need no reference, and tell what differs from the record.',
    },
    load: async () => (await import('./behaviours.ts')).behavioursCommand,
  },
  {
    does: {
      reveal: 'Reveal the summation tree and the arithmetic of a subject, and replay them bit for bit.',
    },
    load: async () => (await import('./reveal.ts')).registerReveal,
  },
  {
    does: {
      invariant:
        'Find at which sizes of a batch, or of what else is beside an output, a subject computes it otherwise.',
    },
    load: async () => (await import('./invariant.ts')).registerInvariant,
  },
  {
    does: {
      tolerance:
        'Print the smallest tolerances that no correct implementation fails, for a shape or for data, and assertions.',
    },
    load: async () => (await import('./tolerance.ts')).registerTolerance,
  },
  {
    does: {
      hunt: 'Hunt for the worst input of a subject under constraints, beside the limit that no input passes.',
    },
    load: async () => (await import('./hunt.ts')).registerHunt,
  },
  {
    does: {
      claims: 'List the claims: proven, refuted, conjectured and observed.',
    },
    load: async () => (await import('./claims.ts')).claimsCommand,
  },
  {
    does: {
      corpus: 'Work with kept counterexamples and worst cases: list, show, replay, lint, add, merge, prune.',
    },
    load: async () => (await import('./corpus.ts')).corpusCommand,
  },
  {
    does: {
      engines: 'List the subjects; install or remove the libraries behind them.',
    },
    load: async () => (await import('./engines.ts')).registerEngines,
  },
  {
    does: {
      config: 'Print the settings of lastbit.config.json or .js that are in force, and where each comes from.',
    },
    load: async () => (await import('./config.ts')).configCommand,
  },
  {
    does: {
      bench: 'Measure speed beside other tools, and what the fuzzer finds; see docs/measured/benchmarks.md.',
    },
    load: async () => (await import('./bench.ts')).benchCommand,
  },
];
