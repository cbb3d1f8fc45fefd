import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { Arena, Attack, Shown } from './attack.ts';
import { layBadFiles } from './bad-files.ts';
import { badValues, type ValueType } from './bad-values.ts';
import { type Expected, faultsOf } from './faults.ts';
import { runLastbit } from './run-lastbit.ts';

/** How long a command may take to refuse bad input, on a quiet machine. */
const refusalMs = 10_000;

/** Where a bad value goes: `%` in the words. `status` where it is not 2. */
interface Place {
  readonly words: readonly string[];
  readonly type: ValueType;
  /** Values that are good at this place. */
  readonly good?: readonly string[];
  readonly status?: readonly number[];
  /** False where each problem has a line of its own. */
  readonly oneLine?: boolean;
}

const campaign = ['dot-any-order', '--subject', 'lastbit/sequential'];
const explain = ['explain', '--subject', 'lastbit/sequential'];
const own = [...explain, '--image', 'good.json', '--kernel', 'good-kernel.json'];
const reveal = ['reveal', 'lastbit/sequential', '--replays', '10'];
const invariant = ['invariant', 'lastbit/sequential'];

const places: readonly Place[] = [
  ...['verify', 'fuzz'].flatMap((command): readonly Place[] => [
    { words: [command, '%', '--cases', '1'], type: 'claim' },
    { words: [command, ...campaign, '--cases=%'], type: 'positive' },
    { words: [command, ...campaign, '--seconds=%'], type: 'positive' },
    { words: [command, ...campaign, '--cases', '1', '--seed=%'], type: 'whole' },
    { words: [command, ...campaign, '--cases', '1', '--shard=%'], type: 'shard' },
    { words: [command, 'dot-any-order', '--cases', '1', '--subject=%'], type: 'subject' },
    { words: [command, ...campaign, '--cases', '1', '--engine=%'], type: 'engine' },
    { words: [command, ...campaign, '--cases', '1', '--claims=%'], type: 'module' },
    { words: [command, ...campaign, '--cases', '1', '--corpus=%'], type: 'corpus' },
  ]),
  { words: [...own, '--stride=%'], type: 'pair' },
  { words: [...own, '--dilation=%'], type: 'pair' },
  { words: [...own, '--padding=%'], type: 'padding' },
  { words: [...own, '--output=%'], type: 'whole' },
  { words: [...own, '--seed=%'], type: 'whole' },
  { words: [...own, '--svg=%'], type: 'written' },
  { words: ['explain', '--subject=%'], type: 'subject' },
  { words: [...explain, '--observed=%'], type: 'observed' },
  { words: [...explain, '--engine=%'], type: 'engine' },
  { words: [...explain, '--image=%', '--kernel', 'good-kernel.json'], type: 'numbers' },
  { words: [...explain, '--image', 'good.json', '--kernel=%'], type: 'numbers' },
  { words: ['reveal', '--replays', '10', '--', '%'], type: 'subject' },
  { words: [...reveal, '--shape=%'], type: 'shape', good: ['5'] },
  { words: [...reveal, '--stride=%'], type: 'pair' },
  { words: [...reveal, '--dilation=%'], type: 'pair' },
  { words: [...reveal, '--seed=%'], type: 'whole' },
  { words: [...reveal, '--padding=%'], type: 'padding' },
  { words: [...reveal, '--output=%'], type: 'whole' },
  { words: ['reveal', 'lastbit/sequential', '--replays=%'], type: 'positive' },
  { words: [...reveal, '--svg=%'], type: 'written' },
  { words: [...reveal, '--model=%'], type: 'written' },
  { words: ['reveal', 'mine/conv2d', '--replays', '10', '--engine=mine=model:%'], type: 'numbers' },
  { words: ['invariant', '--', '%'], type: 'subject' },
  { words: [...invariant, '--shape=%'], type: 'shape', good: ['5'] },
  { words: [...invariant, '--stride=%'], type: 'pair' },
  { words: [...invariant, '--padding=%'], type: 'padding', good: ['1'] },
  { words: [...invariant, '--vary=%'], type: 'claim' },
  { words: [...invariant, '--up-to=%'], type: 'positive' },
  { words: [...invariant, '--seed=%'], type: 'whole' },
  { words: ['invariant', 'lastbit/sequential', '--up-to', '2', '--engine=%'], type: 'engine' },
  // A program that does not start is a fault, and not bad input.
  { words: ['engines', 'check', '--', '%'], type: 'engine', status: [1, 2], oneLine: false },
  { words: ['engines', 'check', 'cat', '--engine-timeout=%'], type: 'positive' },
  { words: ['engines', 'check', 'cat', '--engine-start-timeout=%'], type: 'positive' },
  { words: ['behaviours', '--subject', 'lastbit/sequential', '--cases=%'], type: 'positive' },
  { words: ['behaviours', '--subject', 'lastbit/sequential', '--cases', '1', '--seed=%'], type: 'whole' },
  { words: ['behaviours', '--cases', '1', '--subject=%'], type: 'subject' },
  { words: ['behaviours', '--subject', 'lastbit/sequential', '--cases', '1', '--corpus=%'], type: 'corpus' },
  { words: ['claims', 'show', '--', '%'], type: 'claim' },
  { words: ['corpus', 'list', '--corpus=%'], type: 'corpus', status: [1, 2] },
  { words: ['corpus', 'lint', '--corpus=%'], type: 'corpus', status: [1, 2], oneLine: false },
  { words: ['corpus', 'prune', '--corpus=%'], type: 'corpus', status: [1, 2] },
  { words: ['corpus', 'merge', 'folder', '--corpus=%'], type: 'corpus' },
  { words: ['corpus', 'merge', '--corpus', 'own', '--', '%'], type: 'corpus' },
  { words: ['corpus', 'show', '--corpus', 'own', '--', '%'], type: 'entry' },
  { words: ['corpus', 'replay', '--corpus', 'own', '--', '%'], type: 'entry' },
  { words: ['corpus', 'add', '--corpus', 'own', '--', '%'], type: 'entry' },
  { words: ['engines', 'where', '--', '%'], type: 'subject' },
  { words: ['engines', 'install', '--', '%'], type: 'subject' },
  { words: ['engines', 'list', '--engine=%'], type: 'engine' },
  { words: ['start', '--seconds=%'], type: 'positive', good: ['0'] },
  { words: ['start', '--seconds', '1', '--seed=%'], type: 'whole' },
  { words: ['start', '--seconds', '1', '--report=%'], type: 'corpus' },
  { words: ['start', '--seconds', '1', '--engine=%'], type: 'engine' },
  {
    words: ['corpus', 'add', '--worst-cases', '--claim', 'dot-any-order', '--corpus', 'own', '--seed=%'],
    type: 'whole',
  },
  { words: ['bench', 'flat-program', '--rounds=%'], type: 'positive' },
  { words: ['bench', 'flat-program', '--rounds', '1', '--seed=%'], type: 'whole' },
  { words: ['bench', 'flat-program', '--rounds', '1', '--seconds=%'], type: 'positive' },
  { words: ['bench', '--', '%'], type: 'claim' },
  { words: ['bench', 'mutants', '--cases=%'], type: 'positive' },
];

const commands: readonly (readonly string[])[] = [
  ...[
    ['start'],
    ['explain'],
    ['verify'],
    ['fuzz'],
    ['behaviours'],
    ['reveal'],
    ['invariant'],
    ['config'],
    ['bench'],
    ['bench', 'mutants'],
  ],
  ...['list', 'show', 'replay', 'lint', 'add', 'merge', 'prune'].map((name) => ['corpus', name]),
  ...['list', 'install', 'where', 'remove', 'prepare', 'check', 'new'].map((name) => ['engines', name]),
  ...['list', 'show'].map((name) => ['claims', name]),
];

/** Words that are wrong as they stand. */
const sentences: readonly (readonly string[])[] = [
  ...commands.map((words) => [...words, '--nonsense']),
  ...[['nope'], ['--nope'], ['verify', '--nope'], ['--seed', '1'], ['\u001b[2J'], ['__proto__'], ['constructor']],
  ...[
    ['verify', '--cases'],
    ['verify', '--json=1'],
    ['fuzz', '--summary=x'],
    ['explain', 'x'],
    ['config', 'x'],
  ],
  ...[
    ['corpus', 'nope'],
    ['corpus', 'show'],
    ['corpus', 'merge'],
    ['corpus', 'add'],
    ['engines', 'nope'],
    ['claims', 'x'],
  ],
  ...[['reveal'], ['reveal', 'lastbit/sequential', 'lastbit/pairwise'], ['reveal', '--diff', 'lastbit/sequential']],
  ...[
    ['reveal', '--all', '--diff'],
    ['reveal', '--all', '--shape', '5x5'],
    ['reveal', 'lastbit', '--resume'],
  ],
  ...[
    ['explain', '--image', 'good.json'],
    ['explain', '--kernel', 'good-kernel.json'],
    ['explain', '--output', '99'],
  ],
  ...[
    ['explain', '--image', 'good-kernel.json', '--kernel', 'good.json'],
    ['verify', '--engine', 'a=x', '--engine', 'a=y'],
  ],
  ...[
    ['engines', 'where'],
    ['claims', 'show'],
    ['verify', '--claims'],
    ['corpus', 'prune', 'x'],
    ['bench', 'nope'],
  ],
];

export const badInputs: readonly BadInput[] = [
  ...places.flatMap(inputsAt),
  ...sentences.map((words) => badInput(`words/${spelt(words.join(' '))}`, words, [2])),
];

export const inputAttacks: readonly Attack[] = badInputs.map(({ name, words, expected }) => ({
  name,
  kind: 'input',
  attempt: (arena) => attempt(arena, words, expected),
}));

function inputsAt({ words, type, good = [], status = [2], oneLine = true }: Place): readonly BadInput[] {
  const command = words.slice(0, ['corpus', 'engines', 'claims'].includes(words[0]!) ? 2 : 1).join('-');
  const option = words.find((word) => word.includes('%'))!.replace(/=?%/, '') || 'argument';
  return [...new Set<string>(badValues[type])]
    .filter((value) => !good.includes(value))
    .map((value) => {
      const given = words.map((word) => word.replace('%', () => value));
      return badInput(`${command}/${option}/${spelt(value)}`, given, status, oneLine);
    });
}

/** A bad input, as data. */
export interface BadInput {
  readonly name: string;
  readonly words: readonly string[];
  readonly expected: Expected;
}

function badInput(name: string, words: readonly string[], status: readonly number[], oneLine = true): BadInput {
  return { name: `input/${name}`, words, expected: { status, oneLine } };
}

/** A word that a shell takes as it is: what is strange in it is spelt. */
function spelt(text: string): string {
  if (text.trim() === '') return text === '' ? 'empty' : 'blank';
  const plain = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(' ', '_')
    .replaceAll(/[^\w@%+=:,./-]/g, '~');
  return plain.length > 60 ? `${plain.slice(0, 20)}..${plain.length}` : plain;
}

/** One of so many is tried as a process too: some things only a process shows. */
const asProcess = 15;

async function attempt(arena: Arena, words: readonly string[], expected: Expected): Promise<Shown> {
  await layBadFiles(arena.folder);
  const before = [...filesIn(arena.folder), ...atTop()];
  const withinMs = refusalMs * (await arena.slowness());
  const run =
    arena.rng.below(asProcess) === 0
      ? await runLastbit({ words, folder: arena.folder, withinMs })
      : await arena.worker().run(words, arena.folder, withinMs);
  const made = [...filesIn(arena.folder), ...atTop()].filter((name) => !before.includes(name));
  for (const name of made) if (name.startsWith('/')) rmSync(name, { force: true });
  const partial = made.length === 0 ? [] : [`files are left: ${made.join(', ')}`];
  return { faults: [...faultsOf(run, expected), ...partial], run };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** Files that an empty name puts beside the folders of the system. */
function atTop(): readonly string[] {
  return ['/index.html', '/run.json'].filter((name) => existsSync(name));
}
