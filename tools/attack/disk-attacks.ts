import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { type Expected, faultsOf } from './faults.ts';
import { engineCommand } from './hostile-engines.ts';
import { tornFiles } from './kill-attacks.ts';
import { checkout, type Run, runLastbit } from './run-lastbit.ts';

/** How a disk is made that holds no more than this. */
interface Disk {
  readonly name: string;
  /** Runs in the folder before lastbit; undefined where it cannot be had. */
  readonly shell: string;
  readonly isFileLimit: boolean;
  /** Makes `full`, a folder on that disk; why it cannot, or undefined. */
  readonly make: (folder: string) => string | undefined;
  readonly remove: (folder: string) => void;
}

function tmpfs(kilobytes: number, filled: boolean): Disk {
  return {
    name: `tmpfs-${kilobytes}k${filled ? '-full' : ''}`,
    shell: 'cd full; exec "$@"',
    isFileLimit: false,
    make: (folder) => {
      mkdirSync(join(folder, 'full'));
      const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', join(folder, 'full')]);
      if (status !== 0) return 'only root can mount a small disk';
      if (filled) spawnSync('sh', ['-c', `cat /dev/zero > '${join(folder, 'full', 'filler')}'`]);
      return undefined;
    },
    remove: (folder) => void spawnSync('umount', [join(folder, 'full')]),
  };
}

/** A limit for each file, which everybody can have: a write beyond it fails as on a full disk. */
function fileLimit(blocks: number): Disk {
  return {
    name: `file-limit-${blocks}`,
    shell: `ulimit -f ${blocks}; cd full; exec "$@"`,
    isFileLimit: true,
    make: (folder) => {
      mkdirSync(join(folder, 'full'));
      return undefined;
    },
    remove: () => {},
  };
}

const disks: readonly Disk[] = [tmpfs(4, true), tmpfs(12, false), fileLimit(0), fileLimit(1)];
const wrong = `hostile=${engineCommand({ misdeed: 'twice-as-large', when: 'always' })}`;

interface Writing {
  readonly name: string;
  readonly words: readonly string[];
  readonly expected: Expected;
}

/** Status 1 with nothing lost. What was found is on the disk or printed whole. */
const loses = (run: Run): readonly string[] => {
  const printed = `${run.stdout}\n${run.stderr}`;
  const found = new Set([...printed.matchAll(/NEW COUNTEREXAMPLE +(\S+) by/g)].map(([, claim]) => claim));
  const whole = [...printed.matchAll(/^\{\n[\s\S]*?\n\}$/gm)].filter(([text]) => text.includes('"lastbit-corpus-'));
  return found.size > 0 && whole.length === 0 ? ['a counterexample is neither on the disk nor printed whole'] : [];
};

const writings: readonly Writing[] = [
  ...(['verify', 'fuzz'] as const).map((command) => ({
    name: command,
    words: [command, 'dot-any-order', '--subject', 'hostile', '--cases', '50', '--engine', wrong],
    expected: { status: [1], violated: true, more: loses },
  })),
  {
    name: 'start',
    words: ['start', '--seconds', '2', '--seed', '1', '--engine', wrong],
    expected: { status: [1, 2], violated: true, more: loses },
  },
  {
    name: 'svg',
    words: ['explain', '--subject', 'lastbit/sequential', '--svg', 'out.svg'],
    expected: { status: [1, 2], oneLine: true },
  },
  {
    name: 'reveal-svg',
    words: ['reveal', 'lastbit/pairwise', '--replays', '9', '--svg', 'out.svg'],
    expected: { status: [1, 2], oneLine: true },
  },
  { name: 'merge', words: ['corpus', 'merge', '../theirs'], expected: { status: [1, 2] } },
  { name: 'add', words: ['corpus', 'add', '--refutations'], expected: { status: [1, 2] } },
];

export const diskAttacks: readonly Attack[] = disks.flatMap((disk) =>
  writings.map((writing) => ({
    name: `disk/${disk.name}/${writing.name}`,
    kind: 'disk' as const,
    attempt: (arena: Arena) => attempt(arena, disk, writing),
  })),
);

/** How long it may take on a quiet machine. */
const limitMs = 60_000;

async function attempt(arena: Arena, disk: Disk, { name, words, expected }: Writing): Promise<Shown> {
  const { folder } = arena;
  const reason = disk.make(folder);
  if (reason !== undefined) return { faults: [], skipped: reason };
  if (name === 'merge') cpSync(join(checkout, 'corpus'), join(folder, 'theirs'), { recursive: true });
  try {
    const run = await runLastbit({ words, folder, shell: disk.shell, withinMs: limitMs * (await arena.slowness()) });
    const torn = tornFiles(join(folder, 'full', 'corpus'));
    const empty = disk.isFileLimit ? [] : emptyFiles(join(folder, 'full'));
    return { faults: [...faultsOf(run, expected), ...torn, ...empty], run };
  } finally {
    disk.remove(folder);
  }
}

/** Files that a write has left without content. */
function emptyFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|svg|html)$/.test(name) && spawnSync('test', ['-s', join(folder, name)]).status !== 0)
    .map((name) => `an empty file is left: ${name}`);
}
