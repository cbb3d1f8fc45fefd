import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEntry } from '../../src/corpus/parse-entry.ts';
import type { Arena, Attack, Shown } from './attack.ts';
import { faultsOf } from './faults.ts';
import { engineCommand } from './hostile-engines.ts';
import { checkout, runLastbit } from './run-lastbit.ts';

/** What is killed, and how often. */
interface Victim {
  readonly name: string;
  readonly words: readonly string[];
  readonly times: number;
  /** It is killed at a random moment of its first milliseconds on a quiet machine. */
  readonly withinMs: number;
  readonly prepare?: (folder: string) => void;
  /** What continues the work that was killed. */
  readonly next?: readonly string[];
}

/** An engine that is wrong all the time, so that much is minimised and written. */
const wrong = ['--subject', 'hostile', '--engine', `hostile=${engineCommand({ misdeed: 'random', when: 'always' })}`];

const hunting = ['hunt', 'lastbit/pairwise', '--shape', '5x5', '--pixels', 'k/255', '--kernel-range=-1,1'];

const victims: readonly Victim[] = [
  {
    name: 'hunt',
    words: [...hunting, '--evaluations', '3000000'],
    times: 20,
    withinMs: 5000,
    next: [...hunting, '--evaluations', '20000', '--resume'],
  },
  { name: 'verify', words: ['verify', ...wrong, '--cases', '5000'], times: 20, withinMs: 4000 },
  // After a second, workers with engines of their own.
  { name: 'jobs', words: ['verify', ...wrong, '--cases', '20000', '--jobs', '3'], times: 10, withinMs: 9000 },
  { name: 'fuzz', words: ['fuzz', ...wrong, '--seconds', '20'], times: 18, withinMs: 4000 },
  { name: 'start', words: ['start', ...wrong.slice(2), '--seconds', '3'], times: 10, withinMs: 9000 },
  {
    name: 'merge',
    words: ['corpus', 'merge', 'theirs'],
    times: 16,
    withinMs: 900,
    prepare: (folder) => cpSync(join(checkout, 'corpus'), join(folder, 'theirs'), { recursive: true }),
  },
];

export const killAttacks: readonly Attack[] = victims.flatMap((victim) =>
  Array.from({ length: victim.times }, (_, index) => ({
    name: `kill/${victim.name}/${index + 1}`,
    kind: 'kill' as const,
    attempt: (arena: Arena) => attempt(arena, victim),
  })),
);

/**
 * Kills lastbit. Then every file of the corpus is whole, no engine lives, and the next run works and sweeps what the
 * killed one has left.
 */
async function attempt(arena: Arena, { words, withinMs, prepare, next: continuing }: Victim): Promise<Shown> {
  const { folder, rng } = arena;
  prepare?.(folder);
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  const slowness = await arena.slowness();
  const moment = rng.unit() * withinMs * slowness;
  const killed = await runLastbit({
    ...{ words, folder },
    withinMs: 120_000 * slowness,
    meanwhile: async ({ child, ended }) => {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, moment))]);
      child.kill('SIGKILL');
    },
  });
  const after = [
    ...tornFiles(join(folder, 'corpus')),
    ...tornStates(join(folder, 'hunts')),
    ...killed.left.map((process) => `left after SIGKILL: ${process}`),
  ];
  const next = await runLastbit({
    words: continuing ?? ['verify', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '20'],
    folder,
    withinMs: 60_000 * slowness,
  });
  const faults = faultsOf(next, { status: [0], violated: false }).map((fault) => `the next run: ${fault}`);
  const swept = existsSync(join(folder, 'hunts')) ? readdirSync(join(folder, 'hunts')) : [];
  const remains = swept.filter((name) => name.endsWith('.tmp')).map((name) => `the next run left hunts/${name}`);
  const moments = `killed after ${Math.round(moment)} ms: `;
  return { faults: [...after, ...faults, ...remains].map((fault) => moments + fault), run: next };
}

/** States of hunts that are not whole. */
function tornStates(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      if (name.endsWith('.json')) JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [];
    } catch (error) {
      return [`a torn file: ${name}: ${(error as Error).message}`];
    }
  });
}

/** Files of a corpus that are no whole entries. */
export function tornFiles(corpus: string): readonly string[] {
  if (!existsSync(corpus)) return [];
  const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^[^/]+\/[^/]+\.json$/.test(name),
  );
  return names.flatMap((name) => {
    if (name.startsWith('survey/')) return [];
    try {
      parseEntry(readFileSync(join(corpus, name), 'utf8'), name);
      return [];
    } catch (error) {
      return [`a torn file: ${(error as Error).message}`];
    }
  });
}
