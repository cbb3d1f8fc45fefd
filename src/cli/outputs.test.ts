import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mainHere } from './main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-outputs-'));
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  mkdirSync(at('folder'));
  writeFileSync(at('file'), '');
  symlinkSync(at('file'), at('link'));
  execFileSync('mkfifo', [at('fifo')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Commands that write a file, up to its name. */
const ofFile = [
  ...[
    'explain --svg',
    'reveal lastbit/sequential --svg',
    'reveal lastbit/sequential --model',
    'verify --report',
    'verify --junit',
    'fuzz --report',
  ],
  ...['report', 'svg', 'png'].map((option) => `judge sum none.npy --output none.npy --${option}`),
  ...[
    'verify --records',
    'fuzz --junit',
    'hunt lastbit/sequential --pixels 8bit --png',
    'hunt lastbit/sequential --report',
  ],
];
/** Commands that write into a folder, up to its name. */
const ofFolder = [
  ...[
    'reveal --all --survey',
    'reveal --all --into',
    'hunt --all --into',
    'hunt lastbit/sequential --state',
    'start --report',
    'start --corpus',
    'verify --corpus',
  ],
  ...['fuzz --corpus', 'behaviours --corpus', 'behaviours --record --corpus', 'corpus add --refutations --corpus'],
  ...['corpus merge corpus --corpus', 'corpus prune --corpus'],
];
const badFiles: readonly (readonly [target: string, reason: RegExp])[] = [
  ['', /"": the name is empty/],
  ['-', /-: standard output has the text already/],
  ['/', /the name of a folder/],
  [at('folder'), /a folder, not a file/],
  [at('link'), /a symbolic link, not a file; give the file that it leads to/],
  [at('fifo'), /a FIFO, not a file/],
  [join(at('file'), 'x.svg'), /a part of the path is a file, not a folder|is a file, not a folder/],
  ['/proc/none/x.svg', /\/proc\/none\/x\.svg: .*; /],
  [at('x'.repeat(300)), /the name is too long/],
  [at('\0'), /NUL/],
];
const badFolders: readonly (readonly [target: string, reason: RegExp])[] = [
  ['', /"": the name is empty/],
  [at('file'), /not a folder/],
  [at('fifo'), /not a folder/],
  ['/dev/null', /not a folder/],
  [join(at('file'), 'x'), /not a folder|not in a folder|a part of the path is a file/],
  [at('\0'), /NUL/],
];
const tries = [
  ...ofFile.flatMap((words) => badFiles.map((bad) => [words, ...bad] as const)),
  ...ofFolder.flatMap((words) => badFolders.map((bad) => [words, ...bad] as const)),
];

test.each(tries)('%s %j is refused in one line, before the work', async (words, target, reason) => {
  const { status, stdout, stderr } = await mainHere([...words.split(' '), target]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^lastbit: --\w+ [^\n]*\n$/);
  expect(stderr).toMatch(reason);
  expect(readdirSync(folder).sort()).toEqual(['fifo', 'file', 'folder', 'link']);
  expect(readdirSync(at('folder'))).toEqual([]);
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
});
