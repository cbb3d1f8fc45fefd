import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { cacheFolder, pythonIn } from '../engines/locations.ts';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { installedSizes } from './installed-size.ts';

useTemporaryCache();

test('a component has the size of all files in its folder, without what links lead to', () => {
  vi.stubEnv('LASTBIT_PYTHON', '');
  const folder = join(cacheFolder(), 'numpy', '2.4.6-here');
  mkdirSync(dirname(pythonIn(folder)), { recursive: true });
  writeFileSync(pythonIn(folder), 'x'.repeat(1000));
  const record = { version: '2.4.6', details: { python: '/python3', pythonVersion: '3.12', asked: '' }, libraries: [] };
  const text = JSON.stringify(record);
  writeFileSync(join(folder, 'installed.json'), text);
  symlinkSync('python', join(folder, 'bin', 'python3'));
  const sizes = installedSizes();
  const bytes = 1000 + text.length + 'python'.length;
  expect(sizes.find(({ name }) => name === 'numpy')).toEqual({
    name: 'numpy',
    title: 'NumPy',
    version: '2.4.6',
    bytes,
  });
  expect(sizes.find(({ name }) => name === 'scipy')).toMatchObject({ version: undefined, bytes: 0 });
});
