import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExplainRequest, explain } from '../explain/explain.ts';
import { npyBytes } from '../files/npy-bytes.test-support.ts';
import { openArray } from '../files/open-array.ts';
import { repeats } from '../repeats.test-support.ts';
import { conclusionTexts } from '../text/explanation-conclusion.ts';
import { wrapped } from '../text/layout.ts';
import { explainCommand } from './commands/explain.ts';
import { type ExplainOptions, explainRequest } from './explain-request.ts';
import { mainHere } from './main-here.test-support.ts';

const pages = fileURLToPath(new URL('../../docs/cases', import.meta.url));
const before = process.cwd();
let folder = '';

/** Each page runs in the folder of its arrays. Large arrays are made as the page says in Python. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-cases-'));
  cpSync(pages, folder, { recursive: true });
  const save = (path: string, sizes: readonly number[], numbers: readonly number[]): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), npyBytes({ sizes, numbers }));
  };
  save('tf-6039-reduce-sum/x.npy', [250, 250], Array(62500).fill(1.23456));
  const image = Array.from({ length: 3072 }, (_, k) => {
    const [c, y, x] = [1 + Math.floor(k / 1024), 1 + (Math.floor(k / 32) % 32), 1 + (k % 32)];
    return 1 + 0.2 * c + 0.3 * y + 0.4 * x;
  });
  save('pytorch-18427-zeros/image1.npy', [3, 32, 32], image);
  save('pytorch-18427-zeros/image3.npy', [3, 3, 32, 32], [...image, ...Array(6144).fill(0)]);
  for (const columns of repeats([500, 700], [])) saveIntegers(columns, save);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

function saveIntegers(columns: number, save: (path: string, sizes: number[], numbers: number[]) => void): void {
  const plane = 500 * columns;
  const wide = columns - 2;
  const path = (name: string): string => `discourse-157035-integers/${name}${columns}.npy`;
  const image = Array.from({ length: 3 * plane }, (_, k) => (k % 3) * plane + Math.floor(k / 3));
  const at = (output: number, tap: number, c: number): number => {
    const [row, column] = [Math.floor(output / wide) + Math.floor(tap / 3), (output % wide) + (tap % 3)];
    return c * plane + row * columns + column;
  };
  const outputs = Array.from({ length: 498 * wide }, (_, output) => output);
  const taps = outputs.map((output) => {
    let sum = 0;
    for (let t = 0; t < 27; t++) sum = Math.fround(sum + at(output, Math.floor(t / 3), t % 3));
    return sum;
  });
  const channels = outputs.map((output) => {
    let sum = 0;
    for (let c = 0; c < 3; c++) {
      let part = 0;
      for (let tap = 0; tap < 9; tap++) part = Math.fround(part + at(output, tap, c));
      sum = Math.fround(sum + part);
    }
    return sum;
  });
  save(path('x'), [1, 500, columns, 3], image);
  save(path('taps'), [1, 498, wide, 1], taps);
  save(path('channels'), [1, 498, wide, 1], channels);
}

const command = '$ npx lastbit ';

/** The page with what its commands answer now. The answer is what comes before the tables. */
async function answered(page: string): Promise<string> {
  const lines: string[] = [];
  let skips = false;
  for (const line of readFileSync(join(pages, page), 'utf8').split('\n')) {
    if (line.startsWith('```')) skips = false;
    if (!skips) lines.push(line);
    if (!line.startsWith(command)) continue;
    skips = true;
    const words = line.slice(command.length).split(' ');
    lines.push(...(words[0] === 'explain' ? await explained(words) : await judged(words)), '…');
  }
  return lines.join('\n');
}

/** Few random orders, and no engines: other machines have others. */
async function explained(words: readonly string[]): Promise<readonly string[]> {
  const program = new Command();
  explainCommand(program);
  const requests: ExplainRequest[] = [];
  program.commands[0]!.action((...given: readonly unknown[]) => {
    const [operation, arrays, options] = given as [string, readonly string[], ExplainOptions];
    requests.push(explainRequest(operation, arrays, options, openArray));
  });
  await program.parseAsync([...words], { from: 'user' });
  let texts: readonly string[] = [];
  const random = { ...requests[0]!, randomTrees: repeats(1e6, 100) };
  // The tables that follow take the longest.
  const enough = new Error('enough');
  const rest = explain(random, [], ({ output, case: explained }) => {
    texts = conclusionTexts(output, explained);
    throw enough;
  });
  await expect(rest).rejects.toBe(enough);
  return texts.flatMap((text) => wrapped(text.replace(/ No (?:subject|engine) (?:gave|was)[^.]*\./, ''), 0));
}

async function judged(words: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await mainHere(words);
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  return lines.slice(0, lines.findIndex((line) => line.startsWith('answer ')) - 1);
}

/** Without what depends on how many random orders, algorithms and narrower arithmetics are tried. */
const masked = (page: string): string =>
  page.replace(/\s+/g, ' ').replace(/about [\d.,]+ of \d+ (?=\w+ would match by chance)/g, 'some ');

const names = readdirSync(pages).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** A million numbers, which take as long as all other pages: see `direction-notes.test.ts`. */
const slow = repeats<readonly string[]>([], ['discourse-157035-integers.md']);
const tried = names.filter((name) => !slow.includes(name));

// `npm run cases` writes the answers anew.
test.each(tried)('docs/cases/%s shows what its commands answer', async (name) => {
  process.chdir(join(folder, name.slice(0, -3)));
  const page = await answered(name);
  expect(page).toContain(command);
  if (repeats(true, false)) await expect(page).toMatchFileSnapshot(join(pages, name));
  else expect(masked(page)).toBe(masked(readFileSync(join(pages, name), 'utf8')));
});

test('the index names every page', () => {
  const index = readFileSync(join(pages, 'README.md'), 'utf8');
  expect(names.filter((name) => !index.includes(`](${name})`))).toEqual([]);
});
