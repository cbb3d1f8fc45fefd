import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { type Expected, faultsOf } from './faults.ts';
import { engineCommand, engineName, type HostileEngine, hostileEngines, type Nature } from './hostile-engines.ts';
import { engineLimit } from './options-here.ts';
import { runLastbit } from './run-lastbit.ts';

/** How long any command with a hostile engine may take on a quiet machine, at `engineTimeout`. */
export const engineRunMs = 30_000;

interface Asked {
  readonly name: string;
  readonly words: (engine: HostileEngine) => readonly string[];
  readonly expected: Readonly<Record<Nature, Expected>>;
}

const campaign: Asked['expected'] = {
  right: { status: [0], violated: false },
  odd: { status: [0, 1], violated: false },
  flaky: { status: [1], violated: false, says: /UNRELIABLE/ },
  wrong: { status: [1], violated: true },
  // How many are noticed depends on when they come.
  late: { status: [0, 1], violated: false, says: /restarted/ },
  confused: { status: [1] },
  faulty: { status: [1, 2], violated: false },
  missing: { status: [1, 2], violated: false, says: /does not start|offers none/ },
};

/** Commands that describe, and judge nothing: what they say of a faulty engine is a row, and no status is due. */
const description: Asked['expected'] = {
  right: { status: [0], violated: false },
  odd: { status: [0, 1], violated: false },
  flaky: { status: [0, 1], violated: false },
  wrong: { status: [0, 1] },
  late: { status: [0, 1, 2], violated: false },
  confused: { status: [0, 1, 2] },
  faulty: { status: [0, 1, 2], violated: false },
  missing: { status: [0, 1, 2], violated: false, says: /does not start|offers none/ },
};
const failing: Expected = { status: [1, 2], violated: false };

const verify: Asked = {
  name: 'verify',
  words: ({ cases = 50 }) => ['verify', '--subject', 'hostile', '--cases', String(cases), '--seed', '3'],
  expected: campaign,
};
const others: readonly Asked[] = [
  { name: 'engines', words: () => ['engines', 'list'], expected: description },
  {
    name: 'reveal',
    words: () => ['reveal', 'hostile/conv2d', '--shape', '4x4*3x3', '--replays', '2000'],
    expected: { ...description, flaky: { status: [0, 1], says: /restarted/ }, faulty: failing, missing: failing },
  },
  {
    name: 'invariant',
    words: () => ['invariant', 'hostile/conv2d', '--shape', '4x4*3x3', '--up-to', '4'],
    expected: { ...description, faulty: failing, missing: failing },
  },
  {
    name: 'check',
    // A fault that the few requests of a check do not meet is not its business.
    words: (engine) => ['engines', 'check', engineCommand(engine)],
    expected: { ...description, faulty: { status: [0, 1], violated: false }, missing: { status: [1] } },
  },
  { name: 'explain', words: () => ['explain', '--subject', 'hostile'], expected: description },
  {
    name: 'fuzz',
    words: () => ['fuzz', '--subject', 'hostile', '--seconds', '2', '--seed', '3'],
    expected: campaign,
  },
  {
    name: 'replay',
    words: () => ['corpus', 'replay'],
    expected: { ...description, right: { status: [0, 1] }, faulty: failing, missing: { status: [0, 1, 2] } },
  },
];

/** Each hostile engine under `verify`, and under one of the other commands in turn. */
export const engineAttacks: readonly Attack[] = hostileEngines.flatMap((engine, index) => {
  return [verify, others[index % others.length]!].map((asked) => engineAttack(engine, asked));
});

function engineAttack(engine: HostileEngine, asked: Asked): Attack {
  return {
    name: `engine/${engineName(engine)}/${asked.name}`,
    kind: 'engine',
    attempt: async (arena) => attempt(arena, engine, asked),
  };
}

async function attempt(arena: Arena, engine: HostileEngine, { name, words, expected }: Asked): Promise<Shown> {
  if (name === 'replay') cpSync(await entryOfHostile(), join(arena.folder, 'corpus'), { recursive: true });
  const run = await runLastbit({
    words: [
      ...words(engine),
      ...(name === 'check' ? [] : ['--engine', `hostile=${engineCommand(engine)}`]),
      ...(await limitFor(engine)),
    ],
    folder: arena.folder,
    withinMs: engineRunMs * (await arena.slowness()),
    mayLeave: engine.escapes === true,
  });
  // Two seconds may be too few for what is rare, and other commands ask small shapes only.
  const isRare = name === 'fuzz' && engine.cases !== undefined;
  const isUnmet = engine.when === 'big' && name !== 'verify';
  return { faults: faultsOf(run, isRare || isUnmet ? { status: [0, 1] } : expected[engine.nature]), run };
}

/** A right engine may take its time, as on a loaded machine; with the others the attack does not wait for long. */
async function limitFor({ nature }: HostileEngine): Promise<readonly string[]> {
  return nature === 'right' ? [] : engineLimit();
}

let entry: Promise<string> | undefined;

/** A corpus with a counterexample of `hostile/conv2d`, so that its replay asks the engine. Made once. */
export function entryOfHostile(): Promise<string> {
  entry ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lastbit-attack-entry-'));
    const wrong = engineCommand({ misdeed: 'twice-as-large', when: 'always' });
    await runLastbit({
      words: ['verify', 'dot-any-order', '--subject', 'hostile', '--cases', '20', '--engine', `hostile=${wrong}`],
      folder,
      withinMs: 120_000,
    });
    const corpus = join(folder, 'corpus');
    if (!existsSync(corpus)) throw new Error('an engine whose answers are twice as large gives no counterexample');
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return corpus;
  })();
  return entry;
}
