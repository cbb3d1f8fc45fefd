import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { fakeComponent } from './fake-component.test-support.ts';
import { checkInstalled, installComponent, removeInstalled } from './install-component.ts';
import { type Progress, silentProgress } from './progress.ts';

const folder = useTemporaryCache();
const program = fileURLToPath(new URL('./fake-install.test-support.ts', import.meta.url));
const inFolder = (name: string): string => join(folder(), name);
const typescript = new URL('../../bin/run-typescript.js', import.meta.url).href;
/** What there is in the cache, but for what the other process has compiled. */
const cache = (inside = ''): string[] =>
  readdirSync(join(folder(), 'cache', 'lastbit', inside))
    .filter((name) => name !== 'compiled')
    .sort();
const beginnings = (): number => readFileSync(inFolder('journal'), 'utf8').trim().split('\n').length;

/** Another process that installs the fake component, and what it has said so far. */
function otherInstall(): { readonly child: ChildProcess; readonly said: () => string } {
  const words = ['--import', typescript, program, inFolder('journal'), inFolder('hold')];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (data) => {
    said += data;
  });
  return { child, said: () => said };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

/** Another process that has come half way and stays there. */
async function halfInstalled(): Promise<ChildProcess> {
  writeFileSync(inFolder('hold'), '');
  const { child } = otherInstall();
  await until(() => existsSync(inFolder('journal')));
  return child;
}

function remembering(): { readonly lines: string[]; readonly progress: Progress } {
  const lines: string[] = [];
  return { lines, progress: { ...silentProgress, say: (line) => void lines.push(line) } };
}

test('an installation is found again, and not made a second time', async () => {
  const component = fakeComponent(inFolder('journal'));
  expect(component.find()).toBeUndefined();
  const { lines, progress } = remembering();
  const installed = await installComponent(component, progress);
  expect(readFileSync(join(installed.folder, 'second'), 'utf8')).toHaveLength(2000);
  expect(component.find()).toEqual(installed);
  expect(await installComponent(component, progress)).toEqual(installed);
  expect(beginnings()).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^fake: Fake 1\.0 installed, \d+\.\d s$/);
  expect(cache()).toEqual(['fake']);
});

test('the native libraries are recorded with size, time and checksum', async () => {
  const component = fakeComponent();
  const build = (...words: Parameters<typeof component.build>) => {
    writeFileSync(join(words[0], 'some.so.2'), 'code');
    return component.build(...words);
  };
  const installed = await installComponent({ ...component, build }, silentProgress);
  const sha256 = '5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b';
  expect(installed.libraries).toEqual([{ path: 'some.so.2', bytes: 4, modifiedMs: expect.any(Number), sha256 }]);
  const record = JSON.parse(readFileSync(join(installed.folder, 'installed.json'), 'utf8'));
  expect({ folder: installed.folder, ...record }).toEqual(installed);
});

test('of two at once one installs, the other waits, says so, and finds it done', async () => {
  const first = await halfInstalled();
  const second = otherInstall();
  await until(() => second.said().includes('waiting'));
  const lock = join(folder(), 'cache', 'lastbit', 'lock');
  expect(second.said()).toBe(
    `waiting until another lastbit has installed engines (process ${first.pid}, which holds ${lock})\n`,
  );
  expect(fakeComponent().find()).toBeUndefined();
  rmSync(inFolder('hold'));
  expect(await Promise.all([once(first, 'exit'), once(second.child, 'exit')])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(beginnings()).toBe(1);
  expect(fakeComponent().find()).toBeDefined();
});

test('one process installs several components at once, and a failure of one spares the others', async () => {
  writeFileSync(inFolder('hold'), '');
  const slow = installComponent(fakeComponent(inFolder('journal'), inFolder('hold')), silentProgress);
  await until(() => existsSync(inFolder('journal')));
  const other = { ...fakeComponent(), name: 'other', find: () => undefined };
  const { folder: quick } = await installComponent(other, silentProgress);
  expect(existsSync(join(quick, 'second'))).toBe(true);
  const broken = { ...other, name: 'broken', build: () => Promise.reject(new Error('no luck')) };
  await expect(installComponent(broken, silentProgress)).rejects.toThrow('no luck');
  expect(cache()).toEqual(['lock', 'other', 'staging']);
  rmSync(inFolder('hold'));
  await slow;
  expect(cache()).toEqual(['fake', 'other']);
});

test('killed in the middle, it is as if nothing had been: the next one installs and sweeps', async () => {
  const killed = await halfInstalled();
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(cache()).toEqual(['lock', 'staging']);
  expect(cache('staging')).toHaveLength(1);
  expect(fakeComponent().find()).toBeUndefined();
  const { lines, progress } = remembering();
  const component = fakeComponent();
  const build = (...words: Parameters<typeof component.build>) => {
    expect(cache('staging')).toEqual([basename(words[0])]);
    return component.build(...words);
  };
  await installComponent({ ...component, build }, progress);
  expect(lines.join()).not.toContain('waiting');
  expect(cache()).toEqual(['fake']);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle leaves neither folder nor lock', async (signal) => {
  const child = await halfInstalled();
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([null, signal]);
  expect(cache()).toEqual([]);
});

test('what does not load is named, removed and installed again', async () => {
  const component = fakeComponent(inFolder('journal'));
  const installed = await installComponent(component, silentProgress);
  expect(await checkInstalled(component, installed, silentProgress)).toBe(true);
  expect(component.find()).toEqual(installed);
  truncateSync(join(installed.folder, 'second'), 100);
  const { lines, progress } = remembering();
  expect(await checkInstalled(component, installed, progress)).toBe(false);
  expect(lines).toEqual(['fake: damaged: the second file is not whole; installing again']);
  expect(component.find()).toBeUndefined();
  await installComponent(component, silentProgress);
  expect(beginnings()).toBe(2);
});

test('a folder that is no installation of this lastbit is replaced', async () => {
  const leftover = join(folder(), 'cache', 'lastbit', 'fake', '1.0-here');
  mkdirSync(leftover, { recursive: true });
  writeFileSync(join(leftover, 'other'), '');
  await installComponent(fakeComponent(), silentProgress);
  expect(cache('fake/1.0-here')).toEqual(['first', 'installed.json', 'second']);
});

test.each([
  ['does not build', { build: () => Promise.reject(new Error('no luck')) }, 'no luck'],
  ['does not load', { load: () => Promise.reject(new Error('no luck')) }, 'no luck'],
])('what %s leaves nothing', async (_what, changed, message) => {
  await expect(installComponent({ ...fakeComponent(), ...changed }, silentProgress)).rejects.toThrow(message);
  expect(cache()).toEqual([]);
});

test('removing takes all versions of what is named, or everything', async () => {
  const component = fakeComponent();
  const remove = (...names: string[]) => removeInstalled(names, silentProgress);
  await installComponent(component, silentProgress);
  for (const name of ['fake/0.9-here', 'other/1.0', 'downloads', 'compiled/tsx-0'])
    mkdirSync(join(folder(), 'cache', 'lastbit', name), { recursive: true });
  expect(await remove('fake', 'absent')).toEqual(['fake']);
  expect(cache()).toEqual(['other']);
  expect(await remove()).toEqual(['other']);
  expect(readdirSync(join(folder(), 'cache', 'lastbit'))).toEqual([]);
  expect(await remove()).toEqual([]);
});
