import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Kind, kinds } from './attack/attack.ts';
import { layBadFiles } from './attack/bad-files.ts';
import { type Expected, faultsOf } from './attack/faults.ts';
import { engineCommand, hostileEngines, type Nature } from './attack/hostile-engines.ts';
import { type BadInput, badInputs } from './attack/input-attacks.ts';
import { mainHere } from './attack/main-here.ts';
import { allAttacks, chosenAttacks } from './attack/plan.ts';
import { checkout, type Run, runLastbit } from './attack/run-lastbit.ts';
import { corpusDifference, difference } from './attack/same-report.ts';

/** The fast half of `npm run attack`, in this process; and that the attacks would see a fault. */
const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-attack-test-'));
beforeAll(async () => {
  await layBadFiles(folder);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const ofKind = (kind: Kind) => allAttacks.filter((attack) => attack.kind === kind);
const quiet: Omit<Run, 'status'> = {
  ...{ command: 'lastbit', environment: {}, stdout: '', stderr: '', ms: 10, inTime: true, left: [], temporary: [] },
};

test('there are as many attacks as promised, under names of their own', () => {
  expect(new Set(allAttacks.map(({ name }) => name)).size).toBe(allAttacks.length);
  expect(hostileEngines.length).toBeGreaterThanOrEqual(60);
  expect(ofKind('input').length + ofKind('environment').length).toBeGreaterThanOrEqual(400);
  expect(ofKind('kill').length).toBeGreaterThanOrEqual(60);
  expect(ofKind('signal').filter(({ name }) => name.includes('SIGINT')).length).toBeGreaterThanOrEqual(40);
  expect(new Set(chosenAttacks([], true).map(({ kind }) => kind))).toEqual(new Set(Object.keys(kinds)));
});

/** A misspelt misdeed would be a right engine. */
test('every hostile engine has its misdeed in the program', () => {
  const text = ['hostile_engine.py', 'hostile_deeds.py'].map((name) =>
    readFileSync(join(checkout, 'tools', 'attack', name), 'utf8'),
  );
  const known = new Set([...text.join('\n').matchAll(/"([a-z0-9-]+)"/g)].map(([, name]) => name));
  expect(hostileEngines.map(({ misdeed }) => misdeed).filter((name) => !known.has(name) && name !== 'right')).toEqual(
    [],
  );
});

test('docs/reliability.md states how many attacks there are', () => {
  const page = readFileSync(join(checkout, 'docs', 'reliability.md'), 'utf8');
  for (const [kind, text] of Object.entries(kinds)) {
    const [, tried] = new RegExp(`^\\| ${text} \\| +(\\d+) \\|`, 'm').exec(page) ?? [];
    expect(tried, text).toBe(String(ofKind(kind as Kind).length));
  }
});

test.each<[string, Partial<Run>, Expected]>([
  ['status 0, not 1', { status: 0 }, { status: [1] }],
  ['a stack trace', { stderr: 'lastbit: oh\n    at main (/x/main.ts:1:2)\n' }, { status: [0] }],
  ['an internal error', { stderr: 'lastbit: internal error; please report it\n' }, { status: [0] }],
  ['a control character', { stdout: 'by \u001b[2J' }, { status: [0] }],
  ['not called VIOLATED', { stdout: 'holds' }, { status: [0], violated: true }],
  ['every answered number is right', { stdout: 'x VIOLATED' }, { status: [0], violated: false }],
  ['0 lines tell the problem', { stderr: '' }, { status: [0], oneLine: true }],
  ['2 lines tell the problem', { stderr: 'lastbit: a\nlastbit: b\n' }, { status: [0], oneLine: true }],
  ['a line follows', { stderr: 'lastbit: a\nb\n' }, { status: [0], oneLine: true }],
  ['does not say /x/', { stdout: 'y' }, { status: [0], says: /x/ }],
  ['did not end', { inTime: false }, { status: [0] }],
  ['processes are left', { left: ['7 sleep 300'] }, { status: [0] }],
  ['temporary files are left', { temporary: ['a.tmp'] }, { status: [0] }],
])('an attack sees what does not hold: %s', (fault, run, expected) => {
  expect(faultsOf({ ...quiet, status: 0, ...run }, expected)).toEqual([expect.stringContaining(fault)]);
  expect(faultsOf({ ...quiet, status: 0 }, { status: [0] })).toEqual([]);
});

test('processes and temporary files that a program leaves are found, and ended', async () => {
  const program = join(folder, 'leaving.mjs');
  const sleep = "spawn('sleep', ['300'], { detached: true, stdio: 'inherit' }).unref()";
  writeFileSync(program, `import { spawn } from 'node:child_process';\n${sleep};\n`);
  writeFileSync(join(folder, 'entry.json.17.tmp'), '');
  const run = await runLastbit({ words: [], folder, program, withinMs: 20_000, lingerMs: 100 });
  rmSync(join(folder, 'entry.json.17.tmp'));
  expect(run.left).toEqual([expect.stringMatching(/^\d+ sleep 300$/)]);
  expect(run.temporary).toEqual(['entry.json.17.tmp']);
  const pid = Number(run.left[0]?.split(' ')[0]);
  // An ended process that nobody waits for has no command line any more.
  const commandLine = (): string => (existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '');
  await vi.waitFor(() => expect(commandLine()).toBe(''));
});

test('two reports are compared without times, and corpora byte for byte', () => {
  const report = (cases: number, elapsedMs: number): string => JSON.stringify({ cases, elapsedMs, jobs: elapsedMs });
  expect(difference(report(5, 1), report(5, 2))).toBeUndefined();
  expect(difference(report(5, 1), report(6, 1))).toBe('line 2: "cases": 5 | "cases": 6');
  const [one, other] = ['one', 'other'].map((name) => join(folder, 'corpora', name));
  for (const corpus of [one!, other!]) {
    mkdirSync(corpus, { recursive: true });
    writeFileSync(join(corpus, 'entry.json'), '{}');
  }
  expect(corpusDifference(one!, other!)).toBeUndefined();
  writeFileSync(join(other!, 'entry.json'), '{ }');
  expect(corpusDifference(one!, other!)).toBe('corpus/entry.json: differs');
  rmSync(join(one!, 'entry.json'));
  expect(corpusDifference(one!, other!)).toBe('corpus/entry.json: only in the second');
});

test('a program that does not end is killed, and said to be late', async () => {
  const program = join(folder, 'endless.mjs');
  writeFileSync(program, 'setInterval(() => {}, 1000);');
  const { inTime, status } = await runLastbit({ words: [], folder, program, withinMs: 300 });
  expect({ inTime, status }).toEqual({ inTime: false, status: 'SIGKILL' });
});

/** What would hold this process, were it not refused, and what takes long: `npm run attack` tries it elsewhere. */
const isQuick = ({ words }: BadInput): boolean =>
  !/fifo|zero|socket|device|^start|^bench|^fuzz/.test(words.join(' ')) && words.every(({ length }) => length < 10_000);
const share = 7;

test.each(badInputs.filter(isQuick).filter((_, index) => index % share === 0))('$name', async ({ words, expected }) => {
  expect(faultsOf({ ...quiet, ...(await mainHere(words)) }, expected)).toEqual([]);
});

test.each<[string, Nature, number, RegExp]>([
  ['right', 'right', 0, /holds/],
  ['twice-as-large', 'wrong', 1, /VIOLATED/],
  ['failed', 'faulty', 1, /out of ink/],
  ['declines', 'faulty', 1, /declined/],
])('an engine that is %s is %s', async (misdeed, nature, status, says) => {
  expect(hostileEngines).toContainEqual(expect.objectContaining({ misdeed, nature }));
  const engine = `hostile=${engineCommand({ misdeed, when: 'always' })}`;
  const words = ['verify', 'dot-any-order', '--subject', 'hostile', '--cases', '20', '--engine', engine];
  const ended = await mainHere(words);
  expect(faultsOf({ ...quiet, ...ended }, { status: [status], violated: nature === 'wrong', says })).toEqual([]);
});
