import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCorpus, saveEntry } from '../corpus/store.ts';
import { wrongEngine } from './commands/wrong-engine.test-support.ts';
import { type Ended, mainHere } from './main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-hostile-'));
const corpus = join(folder, 'corpus');
afterAll(() => rmSync(folder, { recursive: true }));

/** It sets the title of a terminal, clears it, turns the direction of text, and begins a line of its own. */
const hostile = '1\u001b]0;owned\u0007\u009b2J\u202e\nFORGED  everything holds';
let engine: string;
beforeAll(() => {
  engine = wrongEngine(folder);
  const program = readFileSync(join(folder, 'wrong.py'), 'utf8');
  const replaced = program
    .replace('version="1"', `version=${JSON.stringify(hostile)}`)
    .replace('"one image, one channel, no padding, no dilation"', JSON.stringify(hostile));
  expect(replaced.split('FORGED')).toHaveLength(3);
  writeFileSync(join(folder, 'wrong.py'), replaced);
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** Nothing that a terminal would obey, and no line that the outside has begun. */
function demandHarmless({ stdout, stderr }: Ended): void {
  const said = stdout + stderr;
  expect(said).toContain('FORGED');
  expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(said).not.toMatch(/^FORGED/m);
}

const found = ['--cases', '60', '--seed', '98'];
const verify = (...words: string[]) =>
  mainHere(['verify', 'dot-any-order', '--engine', engine, '--subject', 'wrong', ...found, ...words]);

test('verify prints what an engine says of itself harmlessly, and so does corpus show', async () => {
  demandHarmless(await verify('--corpus', corpus));
  const [{ entry, path } = expect.unreachable()] = loadCorpus(corpus).entries;
  demandHarmless(await mainHere(['corpus', 'show', entry.id, '--corpus', corpus]));
  demandHarmless(await mainHere(['corpus', 'list', '--corpus', corpus]));
  rmSync(path);
  const noted = { ...entry, role: 'defect', note: hostile } as typeof entry;
  const other = join(folder, 'noted');
  saveEntry(other, noted);
  demandHarmless(await mainHere(['corpus', 'show', noted.id, '--corpus', other]));
  demandHarmless(await verify('--corpus', other));
});

test('JSON means the same and has no hidden characters', async () => {
  const { stdout } = await verify('--corpus', corpus, '--json');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(JSON.parse(stdout).rows[0].version).toContain('FORGED');
});

test('explain and reveal print what an engine says harmlessly', async () => {
  const asked = ['--engine', engine, '--subject', 'wrong'];
  demandHarmless(
    await mainHere([
      'explain',
      '--image',
      write('a.csv', '1'),
      '--kernel',
      write('b.csv', '2'),
      '--padding',
      'same',
      ...asked,
    ]),
  );
  demandHarmless(
    await mainHere(['reveal', 'wrong/conv2d:binary64', '--engine', engine, '--shape', '3x3', '--replays', '10']),
  );
});

test('names of files and words of the command line are printed harmlessly', async () => {
  const bad = join(corpus, `dot-any-order`);
  mkdirSync(bad, { recursive: true });
  writeFileSync(join(bad, `${hostile.replace('/', '')}.json`), '{');
  expect(readdirSync(bad).length).toBeGreaterThan(0);
  demandHarmless(await mainHere(['corpus', 'lint', '--corpus', corpus]));
  demandHarmless(await mainHere(['corpus', 'list', '--corpus', corpus]));
  demandHarmless(await mainHere(['verify', hostile]));
  demandHarmless(await mainHere([hostile]));
});
