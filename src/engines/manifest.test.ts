import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { engineTable } from './engine-table.ts';
import { findEngine } from './find-engine.ts';
import { cacheFolder, findVenv, numpyVersions, pythonIn } from './locations.ts';
import { nativeLibraries } from './manifest.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

useTemporaryCache();

const folder = (): string => join(cacheFolder(), 'numpy', '2.4.6-here');
const library = (): string => join(folder(), 'lib', 'umath.so');
const record = (): string => join(folder(), 'installed.json');

/** A NumPy of two files, one of them a native library. */
async function install(): Promise<void> {
  vi.stubEnv('LASTBIT_PYTHON', '');
  for (const path of [library(), pythonIn(folder())]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'as installed');
  }
  const details = { python: '/python3', pythonVersion: '3.11', asked: '' };
  writeFileSync(record(), JSON.stringify({ version: '2.4.6', details, libraries: await nativeLibraries(folder()) }));
}

/** What is said of the engine before it would be started. */
function said(): string {
  const numpy = engineTable.find(({ name }) => name === 'numpy')!;
  const found = findEngine(numpy, numpy.settings[0]!);
  return 'kind' in found ? `${found.reason}; to get it: ${found.howToGetIt}` : 'starts';
}

test('an engine whose files are as installed starts, also where a copy has given them other times', async () => {
  await install();
  expect((await nativeLibraries(folder())).map(({ path }) => path)).toEqual([join('lib', 'umath.so')]);
  expect(said()).toBe('starts');
  const before = Math.trunc(statSync(library()).mtimeMs);
  utimesSync(library(), 1, 1);
  expect(said()).toBe('starts');
  expect(Math.trunc(statSync(library()).mtimeMs)).toBe(before);
});

test.each([
  ['of the same length', () => writeFileSync(library(), 'as InSTALLED')],
  ['of another length', () => writeFileSync(library(), 'other')],
  ['that is gone', () => rmSync(library())],
])('a library %s is named, and the engine does not start', async (_what, change) => {
  await install();
  utimesSync(library(), 1, 1);
  change();
  // Written within the same millisecond as the installed one it would have its time.
  if (existsSync(library())) utimesSync(library(), 2, 2);
  expect(said()).toBe(
    `damaged: ${library()} is not the file that was installed; to get it: npx lastbit engines install numpy`,
  );
  expect(findVenv('numpy', numpyVersions)).toBeUndefined();
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{}',
  '{"version":1,"details":{}}',
  '{"version":"2.4.6"}',
  '{"version":"2.4.6","details":{"a":1}}',
])('a record that is broken is one line: %j', async (text) => {
  await install();
  writeFileSync(record(), text);
  expect(said()).toMatch(/^damaged: [^\n]*installed\.json: [^\n]+; to get it: npx lastbit engines install numpy$/);
});
