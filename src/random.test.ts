import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = [
  'src/inputs/random.ts',
  'src/inputs/random.test.ts',
  'src/layers.test.ts',
  relative(root, fileURLToPath(import.meta.url)),
];
const files = ['src', 'properties']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && !own.includes(file) && !file.startsWith('src/bench/peers/'));

/** Names of temporary files and passwords must be ones that nobody can guess. No result depends on them. */
const unpredictable = ['src/files/write-whole.ts', 'src/queue/local-broker.ts'];

/** Shifts and multipliers of the usual generators, their names, and the sources of Node. */
const generator = new RegExp(
  [
    ...["seedrandom'", 'Math\\.random', 'randomBytes', 'getRandomValues', '<<=? ?13\\b'],
    ...['\\b(1664525|1103515245|22695477|48271|16807|6364136223846793005)n?\\b'],
    ...['xorshift', 'xoshiro', 'xoroshiro', 'mulberry32', 'sfc32', 'splitmix', 'pcg32'],
  ].join('|'),
  'i',
);

test('src/inputs/random.ts is the only source of random numbers', () => {
  expect(files.length).toBeGreaterThan(300);
  const found = files.filter((file) => generator.test(readFileSync(join(root, file), 'utf8')));
  expect(found).toEqual(unpredictable);
});
