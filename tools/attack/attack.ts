import type { Rng } from '../../src/inputs/random.ts';
import type { InputWorker } from './input-worker.ts';
import type { Run } from './run-lastbit.ts';

/** The kinds of attacks, in the order of the table, with what is tried. docs/reliability.md says what is promised. */
export const kinds = {
  engine: 'hostile engines × commands',
  input: 'bad options, files and folders',
  environment: 'odd environments',
  disk: 'full disks and file size limits',
  readonly: 'a checkout of somebody else, read-only',
  kill: 'SIGKILL at a random moment',
  signal: 'SIGINT and SIGTERM in every phase',
  campaign: 'queues: kills, poison, wrong and hostile brokers',
  repeat: 'the same seed on one core, under load, with a slow engine',
} as const;
export type Kind = keyof typeof kinds;

/** What one attack may use. */
export interface Arena {
  /** An empty folder of this attack's own. */
  readonly folder: string;
  /** The stream of random numbers that belongs to the name of the attack. */
  readonly rng: Rng;
  /** How much slower this machine is now than a quiet one, at least 1: every time limit is multiplied by it. */
  slowness(): Promise<number>;
  /** A process that runs commands one after another, for inputs that end before the work begins. */
  worker(): InputWorker;
}

/** What an attack showed: a fault for each thing that did not hold. No fault: it held. */
export interface Shown {
  readonly faults: readonly string[];
  /** The run that shows the faults. */
  readonly run?: Run;
  /** Why the attack could not be tried here. */
  readonly skipped?: string;
}

export interface Attack {
  /** Unique; `--only` takes it. */
  readonly name: string;
  readonly kind: Kind;
  readonly attempt: (arena: Arena) => Promise<Shown>;
}
