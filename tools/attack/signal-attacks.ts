import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { entryOfHostile } from './engine-attacks.ts';
import { faultsOf } from './faults.ts';
import { engineCommand } from './hostile-engines.ts';
import { type Running, runLastbit } from './run-lastbit.ts';

/** How long lastbit may take to end after a signal, on a quiet machine. */
export const signalMs = 2000;
/** After the second signal it ends at once: what an exit takes. */
export const secondSignalMs = 500;
/** Something else has gone wrong if the phase has not come by then. */
const phaseMs = 60_000;

type Signal = 'SIGINT' | 'SIGTERM';
const statusOf = { SIGINT: [130, 'SIGINT'], SIGTERM: [143, 'SIGTERM'] } as const;

/** A campaign that was stopped ends with the status of the signal, unless something was violated or has failed. */
const failedStatus = 1;

interface Phase {
  readonly name: string;
  readonly words: readonly string[];
  /** The hostile engine, if one is used. */
  readonly engine?: { readonly misdeed: string; readonly when: string };
  /** Whether the phase has begun. */
  readonly begun: (running: Running, folder: string) => boolean;
  /** A random part of this is waited after that. */
  readonly spreadMs: number;
  /** What must have been printed by then is printed. */
  readonly prints?: RegExp;
}

/** The engine writes this file when it does its misdeed. */
const isMarked = (_: Running, folder: string): boolean => existsSync(join(folder, 'mark'));
const atOnce = (): boolean => true;
const hostile = ['--subject', 'hostile'];
const long = ['reveal', 'lastbit/pairwise'];
const table = /pairs\) checked|checked on|hostile\/conv2d/;
const says =
  (text: RegExp) =>
  ({ printed }: Running): boolean =>
    text.test(printed());

const phases: readonly Phase[] = [
  { name: 'loading', words: ['verify', '--subject', 'lastbit', '--seconds', '60'], begun: atOnce, spreadMs: 700 },
  { name: 'loading-reveal', words: [...long], begun: atOnce, spreadMs: 700 },
  {
    name: 'engine-start',
    words: ['verify', ...hostile, '--seconds', '60'],
    engine: { misdeed: 'hang', when: 'hello' },
    begun: isMarked,
    spreadMs: 300,
  },
  {
    name: 'engine-never-reads',
    words: ['engines', 'list'],
    engine: { misdeed: 'ignores-signals-hangs', when: 'hello' },
    begun: isMarked,
    spreadMs: 300,
  },
  {
    name: 'hung',
    words: ['verify', ...hostile, '--seconds', '60'],
    engine: { misdeed: 'hang', when: 'every:3' },
    begun: isMarked,
    spreadMs: 500,
    prints: table,
  },
  {
    name: 'hung-fuzz',
    words: ['fuzz', ...hostile, '--seconds', '60'],
    engine: { misdeed: 'ignores-signals-hangs', when: 'always' },
    begun: isMarked,
    spreadMs: 500,
    prints: table,
  },
  {
    name: 'drip',
    words: ['verify', ...hostile, '--cases', '500'],
    engine: { misdeed: 'drip', when: 'every:2' },
    begun: isMarked,
    spreadMs: 1000,
    prints: table,
  },
  {
    name: 'judging',
    words: ['fuzz', '--subject', 'lastbit', '--seconds', '60'],
    begun: says(/Shard|cases\/s|./),
    spreadMs: 3000,
    prints: /checked on/,
  },
  {
    name: 'slow-engine',
    words: ['verify', ...hostile, '--seconds', '60'],
    engine: { misdeed: 'slow', when: 'always' },
    begun: isMarked,
    spreadMs: 3000,
    prints: table,
  },
  {
    name: 'minimising',
    words: ['fuzz', ...hostile, '--seconds', '60', '--seed', '5'],
    engine: { misdeed: 'random', when: 'always' },
    begun: isMarked,
    spreadMs: 1500,
    prints: table,
  },
  {
    name: 'reveal',
    words: ['reveal', 'hostile/conv2d', '--shape', '6x6*3x3'],
    engine: { misdeed: 'slow', when: 'always' },
    begun: isMarked,
    spreadMs: 2000,
  },
  {
    name: 'reveal-hung',
    words: ['reveal', 'hostile/conv2d'],
    engine: { misdeed: 'hang', when: 'every:2' },
    begun: isMarked,
    spreadMs: 500,
  },
  { name: 'reveal-replays', words: [...long, '--replays', '1000000000'], begun: atOnce, spreadMs: 6000 },
  {
    name: 'explain-hung',
    words: ['explain', ...hostile],
    engine: { misdeed: 'hang', when: 'always' },
    begun: isMarked,
    spreadMs: 500,
  },
  {
    name: 'replay-hung',
    words: ['corpus', 'replay'],
    engine: { misdeed: 'hang', when: 'always' },
    begun: isMarked,
    spreadMs: 500,
  },
  {
    name: 'behaviours',
    words: ['behaviours', ...hostile],
    engine: { misdeed: 'slow', when: 'always' },
    begun: isMarked,
    spreadMs: 2000,
  },
  {
    name: 'worst-cases',
    words: ['corpus', 'add', '--worst-cases', '--subject', 'lastbit'],
    begun: atOnce,
    spreadMs: 4000,
  },
  {
    name: 'start-hung',
    words: ['start', '--seconds', '60'],
    engine: { misdeed: 'hang', when: 'always' },
    begun: isMarked,
    spreadMs: 500,
  },
];

export const signalAttacks: readonly Attack[] = phases.flatMap((phase) => [
  signalAttack(phase, 'SIGINT', 1),
  signalAttack(phase, 'SIGINT', 2),
  signalAttack(phase, 'SIGTERM', 1),
  ...(phase.spreadMs > 1000 ? [signalAttack(phase, 'SIGINT', 1, '-again')] : []),
]);

function signalAttack(phase: Phase, signal: Signal, times: 1 | 2, suffix = ''): Attack {
  const name = `signal/${phase.name}/${signal}${times === 2 ? '-twice' : ''}${suffix}`;
  return { name, kind: 'signal', attempt: (arena) => attempt(arena, phase, signal, times) };
}

async function attempt(arena: Arena, phase: Phase, signal: Signal, times: 1 | 2): Promise<Shown> {
  if (phase.name.startsWith('replay'))
    cpSync(await entryOfHostile(), join(arena.folder, 'corpus'), { recursive: true });
  const slowness = await arena.slowness();
  const delay = arena.rng.unit() * phase.spreadMs * slowness;
  const engine = phase.engine === undefined ? [] : ['--engine', `hostile=${engineCommand(phase.engine)}`];
  let faults: readonly string[] | undefined;
  const run = await runLastbit({
    words: [...phase.words, ...engine],
    folder: arena.folder,
    withinMs: (phaseMs + 20 * signalMs) * slowness,
    meanwhile: async (running) => {
      await until(() => phase.begun(running, arena.folder) || running.hasEnded(), phaseMs * slowness);
      await Promise.race([running.ended, pause(delay)]);
      if (running.hasEnded()) return;
      faults = await interrupt(running, signal, times, slowness);
    },
  });
  if (faults === undefined) return { faults: ['the command had ended before the signal came'], run };
  // After a second signal nothing needs to be said.
  const expected = {
    status: /^(verify|fuzz|behaviours)$/.test(phase.words[0]!) ? [failedStatus, ...statusOf[signal]] : statusOf[signal],
    ...(times === 1 && phase.prints ? { says: phase.prints } : {}),
  };
  return { faults: [...faults, ...faultsOf(run, expected)], run };
}

async function interrupt(running: Running, signal: Signal, times: 1 | 2, slowness: number): Promise<readonly string[]> {
  const { child, ended, hasEnded } = running;
  child.kill(signal);
  const limit = (times === 1 ? signalMs : secondSignalMs) * slowness;
  if (times === 2) {
    await Promise.race([ended, pause(150)]);
    child.kill(signal);
  }
  await Promise.race([ended, pause(limit)]);
  if (hasEnded()) return [];
  const begin = performance.now();
  await Promise.race([ended, pause(20 * limit)]);
  const more = (performance.now() - begin + limit) / 1000;
  return [
    `${times === 2 ? 'a second ' : ''}${signal}: ended after ${more.toFixed(1)} s, not ${(limit / 1000).toFixed(1)} s`,
  ];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean, ms: number): Promise<void> {
  for (const end = performance.now() + ms; !isSo() && performance.now() < end; ) await pause(10);
}
