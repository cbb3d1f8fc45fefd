import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { mainHere } from './main-here.test-support.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lastbit-inputs-'));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(scratch, { recursive: true }));

const deep = `{"rows":${'['.repeat(6000)}${']'.repeat(6000)}}`;
const [surveyed = ''] = readdirSync('corpus/survey').filter((name) => name.endsWith('.jsonl'));
const [head = '', row = ''] = readFileSync(join('corpus/survey', surveyed), 'utf8').split('\n');
const withRow = (text: string): string => `${head}\n${text}\n`;

/** Files that are read by name, each with the words of a command that reads it; `.` is their folder. */
const readers: readonly (readonly [file: string, words: string])[] = [
  ['lastbit.config.json', 'config'],
  ['lastbit.config.mjs', 'config'],
  ['claims.mjs', 'verify --claims ./claims.mjs'],
  ['behaviours.json', 'behaviours --corpus .'],
  ['survey/a.jsonl', 'reveal --all lastbit/sequential --survey ./survey --into ./docs --resume'],
  ['image.json', 'explain --image ./image.json --kernel ./image.json'],
];

async function withFile(place: string, file: string, words: string): Promise<readonly [number | string, string]> {
  vi.spyOn(process, 'cwd').mockReturnValue(place);
  const { status, stdout, stderr } = await mainHere(words.split(' ').map((word) => word.replace(/^\.(?=\/|$)/, place)));
  expect(stdout).toBe('');
  expect(stderr).toMatch(new RegExp(`^lastbit: [^\n]*${join(place, file)}[^\n]*\n$`));
  return [status, stderr];
}

let places = 0;
function newPlace(file: string): string {
  const place = join(scratch, `${places++}`);
  mkdirSync(dirname(join(place, file)), { recursive: true });
  return place;
}

test.each(readers)('%s that is a folder or a FIFO is named in one line: %s', async (file, words) => {
  const [folder, fifo] = [newPlace(file), newPlace(file)];
  mkdirSync(join(folder, file));
  execFileSync('mkfifo', [join(fifo, file)]);
  expect(await withFile(folder, file, words)).toEqual([2, expect.stringContaining(': a folder, not a file')]);
  expect(await withFile(fifo, file, words)).toEqual([2, expect.stringContaining(': a FIFO, not a file')]);
});

const contents: readonly (readonly [file: string, words: string, text: string, told: string])[] = [
  ['lastbit.config.json', 'config', deep, 'nested more than 64 deep'],
  ['lastbit.config.json', 'config', '\u0000', 'not JSON'],
  ['behaviours.json', 'behaviours --corpus .', deep, 'nested more than 64 deep'],
  ['behaviours.json', 'behaviours --corpus .', 'null', 'is no record of behaviours'],
  ...[
    [withRow(deep), 'a.jsonl:2: arrays and objects are nested more than 64 deep'],
    [withRow(row.slice(0, 40)), 'a.jsonl:2: not JSON'],
    [withRow(row.replace(/"kernelHeight":\d+/, '"kernelHeight":9007199254740991')), 'a.jsonl:2: shape: a kernel that'],
    [withRow(row.replace(/"batch":\d+/, '"batch":9007199254740991')), 'a.jsonl:2: shape: one image would have'],
    [`${head}\n\n${row}\n`, 'a.jsonl:2: not JSON'],
    ['\u0000', 'a.jsonl:1: not JSON'],
  ].map(([text = '', told = '']) => ['survey/a.jsonl', readers[4]![1], text, told] as const),
];
test.each(contents)('%s, which `%s` reads, with bad content, %#', async (file, words, text, told) => {
  const place = newPlace(file);
  writeFileSync(join(place, file), text);
  expect(await withFile(place, file, words)).toEqual([2, expect.stringContaining(told)]);
});
