import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { type Expected, faultsOf } from './faults.ts';
import { engineCommand } from './hostile-engines.ts';
import { checkout, runLastbit } from './run-lastbit.ts';

/**
 * The user that owns nothing, who runs lastbit from the checkout of root. Without root, the checkout is made read-only.
 */
const nobody = 65534;

interface Command {
  readonly words: readonly string[];
  readonly expected: Expected;
  /** Where it runs: in the checkout, or in a folder of the user's own. */
  readonly inCheckout?: true;
}

const works: Expected = { status: [0] };
const refuses: Expected = { status: [1, 2] };
const wrong = `hostile=${engineCommand({ misdeed: 'twice-as-large', when: 'always' })}`;

const commands: readonly Command[] = [
  { words: ['--version'], expected: works },
  { words: ['claims'], expected: works },
  { words: ['engines', 'list'], expected: works },
  { words: ['config'], expected: works },
  { words: ['verify', '--subject', 'lastbit/sequential', '--cases', '20'], expected: works },
  { words: ['fuzz', '--subject', 'lastbit/sequential', '--seconds', '1'], expected: works },
  { words: ['explain', '--subject', 'lastbit', '--svg', 'out.svg'], expected: works },
  { words: ['reveal', 'lastbit/pairwise', '--replays', '100'], expected: works },
  { words: ['behaviours', '--subject', 'lastbit/sequential', '--cases', '5'], expected: works },
  { words: ['corpus', 'add', '--refutations'], expected: works },
  { words: ['verify', 'dot-any-order', '--subject', 'tfjs-cpu', '--cases', '20'], expected: works },
  { words: ['verify', '--subject', 'lastbit/sequential', '--cases', '20'], expected: works, inCheckout: true },
  { words: ['corpus', 'list'], expected: works, inCheckout: true },
  { words: ['corpus', 'lint'], expected: works, inCheckout: true },
  {
    words: ['explain', '--subject', 'lastbit', '--svg', 'out.svg'],
    expected: { status: [2], oneLine: true },
    inCheckout: true,
  },
  {
    words: ['verify', 'dot-any-order', '--subject', 'hostile', '--cases', '20', '--engine', wrong],
    expected: { status: [1], violated: true, says: /"lastbit-corpus-/ },
    inCheckout: true,
  },
  { words: ['behaviours', '--subject', 'lastbit', '--cases', '5', '--record'], expected: refuses, inCheckout: true },
  { words: ['corpus', 'merge', 'corpus', '--corpus', 'new'], expected: refuses, inCheckout: true },
];

export const readonlyAttacks: readonly Attack[] = commands.map((command) => ({
  name: `readonly/${command.inCheckout ? 'inside' : 'outside'}/${wordsOf(command.words)}`,
  kind: 'readonly',
  attempt: (arena) => attempt(arena, command),
}));

/** The first two words, for the name of an attack. */
function wordsOf(words: readonly string[]): string {
  return words.slice(0, 2).join('-').replace(/^-+/, '');
}

/** How long it may take on a quiet machine; nothing that is compiled can be kept. */
const limitMs = 60_000;

async function attempt(arena: Arena, { words, expected, inCheckout }: Command): Promise<Shown> {
  const [theirs, own] = [join(arena.folder, 'checkout'), join(arena.folder, 'own')];
  for (const name of ['bin', 'src', 'properties', 'tools', 'corpus', 'docs', 'package.json', 'tsconfig.json'])
    cpSync(join(checkout, name), join(theirs, name), { recursive: true });
  symlinkSync(join(checkout, 'node_modules'), join(theirs, 'node_modules'));
  const isRoot = process.geteuid?.() === 0;
  if (!isRoot)
    for (const path of [theirs, ...below(theirs)]) if (!lstatSync(path).isSymbolicLink()) chmodSync(path, 0o555);
  mkdirSync(own);
  if (isRoot) {
    // The folder of all attacks belongs to root alone: the way through it is opened.
    for (const path of [join(arena.folder, '..'), arena.folder]) chmodSync(path, 0o755);
    chownSync(own, nobody, nobody);
  }
  const before = stateOf(theirs);
  const run = await runLastbit({
    ...{ words, folder: inCheckout ? theirs : own, program: join(theirs, 'bin', 'lastbit.js') },
    environment: { HOME: own, XDG_CACHE_HOME: undefined, TMPDIR: own },
    withinMs: limitMs * (await arena.slowness()),
    ...(isRoot ? { uid: nobody } : {}),
  });
  const after = stateOf(theirs);
  if (!isRoot)
    for (const path of [theirs, ...below(theirs)]) if (!lstatSync(path).isSymbolicLink()) chmodSync(path, 0o755);
  const changed = before === after ? [] : ['the checkout of somebody else is changed'];
  return { faults: [...faultsOf(run, expected), ...changed], run };
}

function below(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

/** Names, sizes and times of everything in a folder, links not followed. */
function stateOf(folder: string): string {
  return below(folder)
    .map((path) => {
      const { size, mtimeMs } = lstatSync(path);
      return `${path} ${size} ${mtimeMs}`;
    })
    .join('\n');
}
