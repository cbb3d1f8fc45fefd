import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { engineCommand } from './hostile-engines.ts';
import { type Run, runLastbit } from './run-lastbit.ts';

/** The command whose output must be the same again. The words of its own come last. */
interface Question {
  readonly name: string;
  readonly words: readonly string[];
  /** Whether it asks the engine `own`, which is slow in one of the two runs. */
  readonly asksOwn?: true;
}

const questions: readonly Question[] = [
  {
    name: 'verify',
    words: ['verify', '--seed', '5', '--cases', '200', '--json', '--subject', 'lastbit/sequential', '--subject', 'own'],
    asksOwn: true,
  },
  {
    name: 'verify-engines',
    words: ['verify', '--seed', '5', '--cases', '200', '--json', '--subject', 'tfjs-cpu', '--subject', 'numpy'],
  },
  {
    name: 'reveal',
    words: ['reveal', 'own/conv2d', '--shape', '4x4*3x3', '--replays', '500', '--json'],
    asksOwn: true,
  },
  { name: 'explain', words: ['explain', '--json', '--subject', 'lastbit', '--seed', '5'] },
];

/** What differs in the second run. */
const settings = {
  'one-core': { shell: 'exec taskset -c 0 "$@"' },
  'under-load': { busy: availableParallelism() * 2 },
  'slow-engine': { misdeed: 'slow' },
} as const;
type Setting = keyof typeof settings;

export const repeatAttacks: readonly Attack[] = questions.flatMap((question) =>
  (Object.keys(settings) as Setting[])
    .filter((setting) => setting !== 'slow-engine' || question.asksOwn === true)
    .map((setting) => ({
      name: `repeat/${question.name}/${setting}`,
      kind: 'repeat' as const,
      attempt: (arena: Arena) => attempt(arena, question, settings[setting]),
    })),
);

/** How long one run may take on a quiet machine. */
const limitMs = 120_000;

async function attempt(arena: Arena, question: Question, setting: (typeof settings)[Setting]): Promise<Shown> {
  const quick = await ask(arena, question, 'quick', {});
  const again = await ask(arena, question, 'again', setting);
  const faults = [quick, again].flatMap(({ status, inTime }) => (status === 0 && inTime ? [] : [`status ${status}`]));
  const [one, other] = [quick, again].map(({ stdout }) => withoutTimes(stdout));
  if (one === '') faults.push('nothing was printed');
  if (one !== other) faults.push(`the second run prints something else: ${firstDifference(one ?? '', other ?? '')}`);
  return { faults, run: again };
}

async function ask(
  arena: Arena,
  { words, asksOwn }: Question,
  name: string,
  setting: { readonly shell?: string; readonly busy?: number; readonly misdeed?: string },
): Promise<Run> {
  const folder = join(arena.folder, name);
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  const own = `own=${engineCommand({ misdeed: setting.misdeed ?? 'right', when: 'every:3' })}`;
  const busy = Array.from({ length: setting.busy ?? 0 }, beBusy);
  try {
    return await runLastbit({
      ...{ words: [...words, ...(asksOwn === true ? ['--engine', own] : [])], folder },
      withinMs: limitMs * (await arena.slowness()),
      ...(setting.shell === undefined ? {} : { shell: setting.shell }),
    });
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}

function beBusy(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
}

/** Fields that end in `Ms`, and `relativeTime`, are times. */
function withoutTimes(json: string): string {
  return json.replace(/"(\w*Ms|relativeTime)": ?[^,}\n]*/g, '"$1":0');
}

function firstDifference(one: string, other: string): string {
  const [ours, theirs] = [one.split(/[\n,]/), other.split(/[\n,]/)];
  const field = ours.findIndex((text, index) => text !== theirs[index]);
  return `${ours[field]?.trim()} | ${theirs[field]?.trim()}`;
}
