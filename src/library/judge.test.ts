import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mainHere } from '../cli/main-here.test-support.ts';
import { npyBytes } from '../files/npy-bytes.test-support.ts';
import { type JudgeRequest, judge } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-library-judge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vector = (...numbers: number[]) => ({ numbers: Float32Array.from(numbers), sizes: [numbers.length] });

test('the example of docs/library.md prints what the page says', async () => {
  const page = readFileSync('docs/library.md', 'utf8');
  const [, code = '', said] = /```js\n(\/\/ judge\.mjs[\s\S]*?)```\n\nIt prints:\n\n```text\n([\s\S]*?)```/.exec(page)!;
  const printed: string[] = [];
  const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => (...all: unknown[]) => Promise<void>;
  const body = code.replaceAll(/^import .*$/gm, '');
  await new AsyncFunction('judge', 'console', body)(judge, { log: (line: string) => printed.push(`${line}\n`) });
  expect(printed.join('')).toBe(said);
});

test('the record is that of the command', async () => {
  const [array, mine] = [vector(1, 2 ** -24, 2 ** -24, 0.3), { numbers: Float32Array.of(1.3), sizes: [] }];
  for (const [name, { numbers, sizes }] of Object.entries({ array, mine }))
    writeFileSync(join(folder, `${name}.npy`), npyBytes({ sizes, numbers: [...numbers] }));
  const { json, text, verdict } = await judge({ operation: 'sum', inputs: { array }, observed: { mine } });
  const [sum, output] = ['array', 'mine'].map((name) => join(folder, `${name}.npy`)) as [string, string];
  const { stdout } = await mainHere(['judge', 'sum', sum, '--output', `mine=${output}`, '--json']);
  const pathless = stdout.replaceAll(join(folder, '/'), '').replaceAll('.npy', '');
  expect(JSON.parse(json)).toEqual(JSON.parse(pathless));
  expect(verdict).toBe('rounding');
  expect(text).toMatch(/^The output is a rounding/);
});

test('options, integers and numbers of 16 bits are as in files', async () => {
  const array = { numbers: Int8Array.of(100, 100, 3, 4), sizes: [2, 2] };
  const request = { operation: 'sum', inputs: { array }, axes: [1] } as const;
  expect(await judge({ ...request, observed: { y: { numbers: Int8Array.of(-56, 7), sizes: [2] } } })).toMatchObject({
    verdict: 'rounding',
    answer: 'All 2 outputs are the exact values modulo 2^8: 1 wrapped around, as int8 does.',
  });
  const half = { numbers: Float32Array.of(2049 - 1, 1), sizes: [2], type: 'float16' } as const;
  const sum = { numbers: Float32Array.of(2048), sizes: [], type: 'float16' } as const;
  expect((await judge({ operation: 'sum', inputs: { array: half }, observed: { sum } })).verdict).toBe('rounding');
});

test.each<[Partial<Record<keyof JudgeRequest, unknown>>, RegExp]>([
  [{ observed: {} }, /^observed has no arrays; /],
  [{ observed: { y: vector(1, 2) } }, /^y: is 2, but the inputs and options give /],
  [{ observed: { y: { numbers: Float32Array.of(1), sizes: [2] } } }, /^y: 1 numbers, but sizes \[2\] have 2$/],
  [{ observed: { y: { numbers: Float32Array.of(1), sizes: [-1] } } }, /^y: sizes is no list of whole numbers from 0/],
  [{ observed: { y: { numbers: [1], sizes: [1] } } }, /^y: numbers is no typed array/],
  [
    { observed: { y: { numbers: Float32Array.of(0.1), sizes: [1], type: 'float16' } } },
    /^y: its number 0, 0\.1\d+, is/,
  ],
  [
    { observed: { y: { numbers: Float64Array.of(1), sizes: [1], type: 'float16' } } },
    /^y: type float16 needs a Float3/,
  ],
])('bad input %j is one line', async (change, message) => {
  const request = { operation: 'sum', inputs: { array: vector(1, 2, 3) }, observed: { y: vector(6) }, ...change };
  await expect(judge(request as JudgeRequest)).rejects.toThrow(message);
});
