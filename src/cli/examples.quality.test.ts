import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { compiledProgram } from '../compiled-program.test-support.ts';
import { printEntry } from '../corpus/print-entry.ts';
import type { Registry } from '../engines/engine.ts';
import * as registries from '../engines/registry.ts';
import { splitWords } from '../engines/user-engine.ts';
import { startTestBroker, type TestBroker } from '../queue/broker.test-support.ts';
import { brokerProgram } from '../queue/local-broker.ts';
import { repeats } from '../repeats.test-support.ts';
import { refutationEntries } from '../replay/entry-of-numbers.ts';
import { commandFiles } from './commands/all-commands.ts';
import { examples } from './examples.ts';
import { mainHere } from './main-here.test-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const before = process.cwd();
let folder = '';
let broker: TestBroker | undefined;
const opened = new Map<string, Promise<Registry>>();

/**
 * The examples share the processes of engines, because starting these takes longer than most examples. A place of
 * other engines has its own.
 */
function shareEngines(): void {
  const open = registries.openRegistry;
  vi.spyOn(registries, 'openRegistry').mockImplementation(async (options = {}) => {
    // The signals of a command are aborted when it ends.
    const { hurry, stop, ...lasting } = options;
    const key = JSON.stringify([process.env.XDG_CACHE_HOME, lasting]);
    const registry = opened.get(key) ?? open(lasting);
    opened.set(key, registry);
    return { ...(await registry), close: async () => {} };
  });
}

/**
 * Examples name files of the user's: they run in a folder that holds these, a copy of the corpus, and an empty cache.
 * Those of a queue use a broker of this test.
 */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-examples-'));
  cpSync(join(root, 'corpus'), join(folder, 'corpus'), { recursive: true });
  mkdirSync(join(folder, 'their-corpus'));
  writeFileSync(join(folder, 'image.json'), '[[1, 2.5, 3], [4, 5, 6], [7, 8, 9]]');
  writeFileSync(join(folder, 'kernel.json'), '[[0.5, -1], [0.25, 2]]');
  writeFileSync(join(folder, 'output.json'), '[[9, 11.5], [14.75, 16.5]]');
  writeFileSync(join(folder, 'product.json'), '[[32, 39, 45], [66, 83, 96], [102, 129.5, 150]]');
  cpSync(join(root, 'src/conformance/templates/python/engine.py'), join(folder, 'my_engine.py'));
  writeFileSync(join(folder, 'dot.json'), '287.25');
  writeFileSync(join(folder, 'sums.json'), '[12, 15.5, 18]');
  writeFileSync(join(folder, 'entry.json'), printEntry(refutationEntries(allClaims)[0]!));
  process.chdir(folder);
  shareEngines();
  const few = ['verify', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '100'];
  for (const k of [1, 2]) await mainHere([...few, '--shard', `${k}/2`, '--records', `${k}.gz`]);
  if (brokerProgram() !== undefined) broker = await startTestBroker();
});
afterAll(async () => {
  vi.restoreAllMocks();
  for (const registry of opened.values()) await (await registry).close();
  await broker?.close();
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** The words of every command that has no subcommands, or does something itself. */
async function commandsToRun(): Promise<readonly string[]> {
  const program = new Command();
  for (const { load } of commandFiles) (await load())(program);
  const namesBelow = (command: CommandUnknownOpts, words: string): readonly string[] => [
    ...(command.commands.length === 0 || ['bench', 'hunt'].includes(words) ? [words] : []),
    ...command.commands.flatMap((child) => namesBelow(child, `${words} ${child.name()}`)),
  ];
  return program.commands.flatMap((command) => namesBelow(command, command.name()));
}

test('every command and subcommand has examples', async () => {
  expect(Object.keys(examples).sort()).toEqual([...(await commandsToRun())].sort());
});

test('the help of every command and subcommand ends with its examples', async () => {
  for (const [name, shown] of Object.entries(examples)) {
    const { status, stdout } = await mainHere([...name.split(' '), '--help']);
    expect(status).toBe(0);
    for (const { words } of shown) expect(`${stdout}\n`).toContain(`  npx lastbit ${words}\n`);
  }
  const { stdout } = await mainHere(['corpus', '--help']);
  expect(stdout).toContain('npx lastbit corpus replay 96407ad1');
});

/** Their parts have tests of their own, and the whole takes seconds; CI starts the main job too (.ci/run). */
const slow = repeats<readonly string[]>(
  [],
  [
    ...['start --seconds 5 --seed 1', 'bench mutants --seeds 1 --cases 20', 'bench tolerances --cases 20'],
    'explain --subject numpy',
    'explain sum image.json --axis 0 --output 1 --observed nan --subject lastbit',
    'fuzz --subject tfjs-cpu --seconds 1',
    'verify --subject tfjs-wasm --terms 1..4608 --cases 50 --summary',
    'verify --subject tfjs-wasm --op conv2d --shape 8..24x8..24x3*3x3x1,16 --stride 1,2 --cases 24 --summary',
    'reveal tfjs-cpu/conv2d --shape 6x6x2*3x3x2 --padding same --replays 1000',
    'hunt lastbit/sequential --shape 5x5 --evaluations 20000',
    'hunt numpy/dot --shape 2x2 --kernel kernel.json --pixels k/255 --evaluations 20000',
    'invariant tfjs-cpu/matmul --vary rows --up-to 64 --json',
    'bench page',
    'bench queue --cases 2000 --rounds 1 --queued 1000',
    ...['campaign work --drain', 'campaign watch --json', 'campaign report --summary', 'campaign retry'],
  ],
);
const tried = Object.values(examples).flatMap((list) => list.filter(({ words }) => !slow.includes(words)));

const needsBroker = /^campaign (?!merge)/;

for (const { words } of tried) {
  test.skipIf(needsBroker.test(words) && brokerProgram() === undefined)(`lastbit ${words}`, async () => {
    if (needsBroker.test(words)) vi.stubEnv('LASTBIT_QUEUE', broker?.url);
    // What the user has installed or started is not removed, ended or started: src/engines/hosts/hosts.test.ts does.
    if (/^(engines$|engines remove|campaign stop)/.test(words)) vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
    try {
      const { status, stdout, stderr } = await mainHere(splitWords(words));
      expect(status, stderr).toBe(0);
      if (words !== 'engines prepare') expect(stdout + stderr).not.toBe('');
    } finally {
      vi.unstubAllEnvs();
    }
  });
}

/** A checkout starts in the same way, but takes longer to load: tools/tsx-cache.test.ts. */
test('the program itself, as npx starts it, shows the examples of a command', async () => {
  const program = await compiledProgram();
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'verify', '--help']);
  expect(stdout).toContain(`lastbit ${examples.verify?.[0]?.words}`);
});
