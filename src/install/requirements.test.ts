import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineTable } from '../engines/engine-table.ts';
import { numpyVersions, tensorflowVersion } from '../engines/locations.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** `package==version` → number of checksums. */
function pins(text: string): Readonly<Record<string, number>> {
  const joined = text.replace(/^#.*$/gm, '').replaceAll('\\\n', ' ');
  return Object.fromEntries(
    joined
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => [line.split(/[\s;]/)[0], [...line.matchAll(/--hash=sha256:[0-9a-f]{64}(?=\s|$)/g)].length]),
  );
}

test('the versions that the program names are those of the requirements, and nothing comes without a checksum', () => {
  // Eight machines (Linux with two C libraries, macOS with two BLAS, Windows) for each CPython: one, and four.
  expect(pins(read('./requirements-numpy.txt'))).toEqual({ 'numpy==2.2.6': 8, 'numpy==2.4.6': 32 });
  expect([...new Set(Object.values(numpyVersions))].sort()).toEqual(['2.2.6', '2.4.6']);
  expect(engineTable.find(({ name }) => name === 'numpy')?.version).toBe(numpyVersions['3.11']);
  expect(pins(read('./requirements-tensorflow.txt'))).toEqual({ [`tensorflow-cpu==${tensorflowVersion}`]: 1 });
});

test('tfjs-node is installed for the version that package.json has', () => {
  const { devDependencies } = JSON.parse(read('../../package.json'));
  const entry = engineTable.find(({ name }) => name === 'tfjs-node');
  expect(entry?.library).toContain(`@tensorflow/tfjs-node ${devDependencies['@tensorflow/tfjs-node']}`);
  expect(entry?.version).toBe(tensorflowVersion);
});
