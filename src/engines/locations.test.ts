import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  addonIn,
  cacheFolder,
  findTfjsNode,
  findVenv,
  librariesIn,
  pythonIn,
  tensorflowVersion,
  tfjsNodeFolderName,
  tfjsNodeIn,
} from './locations.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

const folder = useTemporaryCache();

/** Empty files, and a record. */
function place(component: string, name: string, files: (folder: string) => readonly string[], record: object): string {
  const installed = join(cacheFolder(), component, name);
  for (const file of [...files(installed), join(installed, 'installed.json')]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
  writeFileSync(join(installed, 'installed.json'), JSON.stringify({ ...record, libraries: [] }));
  return installed;
}

const placeVenv = (python: string, version: string): string =>
  place('some', `${version}-cpython-${python}`, (path) => [pythonIn(path)], {
    version,
    details: { python: `/usr/bin/python${python}`, pythonVersion: python, asked: '' },
  });

test('the cache is where XDG_CACHE_HOME says, which must be absolute', () => {
  expect(cacheFolder()).toBe(join(folder(), 'cache', 'lastbit'));
  vi.stubEnv('XDG_CACHE_HOME', 'relative');
  vi.stubEnv('HOME', folder());
  expect(cacheFolder()).toBe(join(folder(), '.cache', 'lastbit'));
});

test('a virtual environment is found by the version pinned for its Python, and by LASTBIT_PYTHON', () => {
  vi.stubEnv('LASTBIT_PYTHON', '');
  const versions = { '3.11': '2.0', '3.12': '2.0' };
  expect(findVenv('some', versions)).toBeUndefined();
  placeVenv('3.11', '1.0');
  expect(findVenv('some', versions)).toBeUndefined();
  const [first, second] = [placeVenv('3.11', '2.0'), placeVenv('3.12', '2.0')];
  expect(findVenv('some', versions)?.folder).toBe(first);
  vi.stubEnv('LASTBIT_PYTHON', '/usr/bin/python3.12');
  expect(findVenv('some', versions)?.folder).toBe(second);
  vi.stubEnv('LASTBIT_PYTHON', '/usr/bin/python3.13');
  expect(findVenv('some', versions)).toBeUndefined();
});

test('a virtual environment whose Python is gone is not found', () => {
  vi.stubEnv('LASTBIT_PYTHON', '');
  const installed = placeVenv('3.11', '2.0');
  rmSync(pythonIn(installed));
  expect(findVenv('some', { '3.11': '2.0' })).toBeUndefined();
});

test('TensorFlow is found where the package, the addon, the libraries and the record are there', () => {
  const files = (path: string): string[] => [
    join(tfjsNodeIn(path), 'package.json'),
    addonIn(tfjsNodeIn(path)),
    ...librariesIn(tfjsNodeIn(path)),
  ];
  const record = { version: tensorflowVersion, details: {} };
  const whole = (): string => place('tfjs-node', tfjsNodeFolderName(), files, record);
  expect(findTfjsNode()).toBeUndefined();
  expect(whole()).toBe(findTfjsNode()?.folder);
  for (const file of [...files(whole()), join(whole(), 'installed.json')]) {
    whole();
    rmSync(file);
    expect(findTfjsNode()).toBeUndefined();
  }
});
