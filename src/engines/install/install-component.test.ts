import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Installed } from './component.ts';
import { fakeComponent } from './fake-component.test-support.ts';
import { findInstalled, installComponent, removeComponent, verifyComponent } from './install-component.ts';
import { type Progress, silentProgress } from './progress.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

const folder = useTemporaryCache();
const program = fileURLToPath(new URL('./fake-install.test-support.ts', import.meta.url));
const inFolder = (name: string): string => join(folder(), name);
const staging = (): string[] => readdirSync(join(folder(), 'cache', 'lastbit', 'staging'));
const beginnings = (): number => readFileSync(inFolder('journal'), 'utf8').trim().split('\n').length;

/** Another process that installs the fake component, and what it has said so far. */
function otherInstall(): { readonly child: ChildProcess; readonly said: () => string } {
  const words = ['--import', import.meta.resolve('tsx'), program, inFolder('journal'), inFolder('hold')];
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
  await until(() => existsSync(inFolder('journal')) && staging().length >= 2);
  return child;
}

function remembering(): { readonly lines: string[]; readonly progress: Progress } {
  const lines: string[] = [];
  return { lines, progress: { ...silentProgress, say: (line) => void lines.push(line) } };
}

test('an installation is found again, and not made a second time', async () => {
  const component = fakeComponent(inFolder('journal'));
  expect(findInstalled(component)).toBeUndefined();
  const { lines, progress } = remembering();
  const installed = await installComponent(component, progress);
  expect(readFileSync(join(installed.folder, 'second'), 'utf8')).toHaveLength(2000);
  expect(findInstalled(component)).toEqual(installed);
  expect(await installComponent(component, progress)).toEqual(installed);
  expect(beginnings()).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^fake: Fake 1\.0 installed, 0 MB, \d+\.\d s$/);
  expect(staging()).toEqual([]);
});

test('of two at once one installs, the other waits, says so, and finds it done', async () => {
  const first = await halfInstalled();
  const second = otherInstall();
  await until(() => second.said().includes('waiting'));
  expect(second.said()).toBe(`fake: another lastbit (process ${first.pid}) is at work on it; waiting\n`);
  expect(findInstalled(fakeComponent())).toBeUndefined();
  rmSync(inFolder('hold'));
  expect(await Promise.all([once(first, 'exit'), once(second.child, 'exit')])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(beginnings()).toBe(1);
  expect(findInstalled(fakeComponent())).toBeDefined();
}, 20_000);

test('killed in the middle, it is as if nothing had been: the next one installs and sweeps', async () => {
  const killed = await halfInstalled();
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(staging()).toHaveLength(2);
  expect(findInstalled(fakeComponent())).toBeUndefined();
  const { lines, progress } = remembering();
  await installComponent(fakeComponent(), progress);
  expect(lines.join()).not.toContain('waiting');
  expect(staging()).toEqual([]);
}, 20_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle leaves neither folder nor lock',
  async (signal) => {
    const child = await halfInstalled();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(staging()).toEqual([]);
  },
  20_000,
);

test('a file that is gone, cut short or altered is noticed, and installed again', async () => {
  const component = fakeComponent(inFolder('journal'));
  const damages: readonly ((file: string) => void)[] = [rmSync, (file) => truncateSync(file, 100)];
  for (const damage of damages) {
    damage(join((await installComponent(component, silentProgress)).folder, 'second'));
    expect(findInstalled(component)).toBeUndefined();
  }
  const installed = await installComponent(component, silentProgress);
  expect(await verifyComponent(component, installed, silentProgress)).toBe(true);
  writeFileSync(join(installed.folder, 'second'), 'z'.repeat(2000));
  expect(findInstalled(component)).toBeDefined();
  const { lines, progress } = remembering();
  expect(await verifyComponent(component, installed, progress)).toBe(false);
  expect(lines).toEqual(['fake: second is not what was installed (its checksum differs); installing again']);
  expect(findInstalled(component)).toBeUndefined();
  await installComponent(component, silentProgress);
  expect(beginnings()).toBe(4);
});

test('a build that fails leaves nothing', async () => {
  const failing = { ...fakeComponent(), build: () => Promise.reject(new Error('no luck')) };
  await expect(installComponent(failing, silentProgress)).rejects.toThrow('no luck');
  expect(staging()).toEqual([]);
  expect(findInstalled(failing)).toBeUndefined();
});

test('another version is not taken for the wanted one, and removing takes all versions and the links', async () => {
  const component = fakeComponent();
  const newer = { ...component, accepts: ({ manifest }: Installed) => manifest.version === '2.0' };
  await installComponent(component, silentProgress);
  expect(findInstalled(newer)).toBeUndefined();
  let unlinked = 0;
  const linked = { ...component, unlink: () => void unlinked++ };
  expect(await removeComponent(linked, silentProgress)).toBe(true);
  expect(unlinked).toBe(1);
  expect(readdirSync(join(folder(), 'cache', 'lastbit'))).toEqual(['staging']);
  expect(await removeComponent(component, silentProgress)).toBe(false);
});
