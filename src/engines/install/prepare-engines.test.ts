import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { CannotInstall } from './cannot-install.ts';
import { demandCompiler } from './compile-addon.ts';
import { findPython } from './find-python.ts';
import { missingUnderCi, prepareEngines } from './prepare-engines.ts';
import { silentProgress } from './progress.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

const folder = useTemporaryCache();

/** What pip's answer becomes on a machine that has a pip; elsewhere the lack of that is the answer. */
async function reasonWithPip(reason: RegExp): Promise<RegExp> {
  const python = await findPython().catch(() => undefined);
  if (python === undefined) return /^no python3 on PATH$/;
  return python.pip || python.ensurepip ? reason : /has neither pip nor ensurepip$/;
}

/** Prepares NumPy alone, which cannot succeed, and returns the reason; checks that it is said in one line with the way out. */
async function reasonForNumpy(): Promise<string> {
  const lines: string[] = [];
  const [numpy] = await prepareEngines({
    required: ['numpy'],
    log: { ...silentProgress, say: (line) => void lines.push(line) },
  });
  if (numpy?.state !== 'missing') return expect.unreachable('NumPy is ready');
  expect(lines).toEqual([`numpy: missing: ${numpy.reason}; to get it: ${numpy.howToGetIt}`]);
  expect(lines[0]).not.toContain('\n');
  expect(numpy.howToGetIt).toMatch(/install|LASTBIT_PYTHON/);
  return numpy.reason;
}

function usePackages(settings: Readonly<Record<string, string>>): void {
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('PIP_FIND_LINKS', '');
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
}

test('no Python on PATH', async () => {
  vi.stubEnv('PATH', folder());
  expect(await reasonForNumpy()).toBe('no python3 on PATH');
});

test('a LASTBIT_PYTHON that is none', async () => {
  vi.stubEnv('LASTBIT_PYTHON', join(folder(), 'python3'));
  expect(await reasonForNumpy()).toMatch(/^LASTBIT_PYTHON=.* is no Python 3$/);
});

test('a Python for which there are no exact wheels', async () => {
  const answer = { program: '/python', version: '3.6', implementation: 'CPython', pip: true, ensurepip: true };
  const program = join(folder(), 'python3');
  writeFileSync(program, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
  vi.stubEnv('LASTBIT_PYTHON', program);
  expect(await reasonForNumpy()).toBe('/python is CPython 3.6, and lastbit has exact wheels for CPython 3.10 to 3.14');
});

test('no network', async () => {
  // Nothing listens on port 9 of this machine.
  usePackages({ PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
  const expected = await reasonWithPip(/^the package index of pip cannot be reached$/);
  expect(await reasonForNumpy()).toMatch(expected);
}, 30_000);

test('a file with another checksum than the pinned one', async () => {
  const packages = join(folder(), 'packages');
  mkdirSync(packages);
  for (const version of ['2.2.6', '2.4.6'])
    writeFileSync(join(packages, `numpy-${version}-py3-none-any.whl`), 'not the wheel');
  usePackages({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: packages });
  const expected = await reasonWithPip(/^the package index offers a file whose sha256 is not the expected one$/);
  expect(await reasonForNumpy()).toMatch(expected);
}, 30_000);

test('a cache that cannot be written', async () => {
  writeFileSync(join(folder(), 'cache'), 'a file where the folder should be');
  expect(await reasonForNumpy()).toMatch(/^cannot write there \(ENOTDIR/);
});

test('no C++ compiler', () => {
  vi.stubEnv('PATH', folder());
  vi.stubEnv('CXX', '');
  expect(demandCompiler).toThrow(CannotInstall);
  expect(demandCompiler).toThrow('no C++ compiler (g++ and make not on PATH)');
});

test('a missing engine fails a run only under CI=true', async () => {
  vi.stubEnv('PATH', folder());
  const prepared = await prepareEngines({ required: ['lastbit', 'tfjs-cpu', 'numpy'], log: silentProgress });
  expect(prepared.map(({ state }) => state)).toEqual(['ready', 'ready', 'missing']);
  vi.stubEnv('CI', 'true');
  expect(missingUnderCi(prepared)).toEqual(['numpy']);
  vi.stubEnv('CI', '');
  expect(missingUnderCi(prepared)).toEqual([]);
});
