import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock } from './lock.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

const folder = useTemporaryCache();
const path = (): string => join(folder(), 'locks', 'one.lock');
const neverWaits = (): void => expect.unreachable('it waited');

function leaveLock(text: string, ageSeconds = 0): void {
  mkdirSync(dirname(path()), { recursive: true });
  writeFileSync(path(), text);
  const at = Date.now() / 1000 - ageSeconds;
  utimesSync(path(), at, at);
}

test('the second waits until the first lets go, and is told once who holds it', async () => {
  const first = await acquireLock(path(), neverWaits);
  const told: number[] = [];
  let second = false;
  const waiting = acquireLock(path(), (holder) => void told.push(holder)).then((lock) => {
    second = true;
    return lock;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(second).toBe(false);
  first.release();
  (await waiting).release();
  expect(told).toEqual([process.pid]);
  expect(existsSync(path())).toBe(false);
});

test.each([
  ['of a process that is gone', (): unknown => ({ process: deadProcess(), host: hostname(), instance: 'a' }), 0],
  [
    'of an earlier process with our number',
    (): unknown => ({ process: process.pid, host: hostname(), instance: 'a' }),
    0,
  ],
  ['that nobody has touched for a minute', (): unknown => ({ process: 1, host: 'elsewhere', instance: 'a' }), 61],
  ['that is no lock of ours', (): unknown => 'garbage', 0],
] as const)('a lock %s is broken at once', async (_name, holder, ageSeconds) => {
  leaveLock(JSON.stringify(holder()), ageSeconds);
  (await acquireLock(path(), neverWaits)).release();
  expect(existsSync(path())).toBe(false);
});

test('a lock held on another machine is respected while it is touched', async () => {
  leaveLock(JSON.stringify({ process: deadProcess(), host: 'elsewhere', instance: 'a' }), 30);
  const waited = new Promise((resolve) => {
    acquireLock(path(), resolve).then((lock) => lock.release());
  });
  expect(await waited).toEqual(expect.any(Number));
  utimesSync(path(), 0, 0);
  await expect.poll(() => existsSync(path())).toBe(false);
});

test('who lost the lock to another does not take it from them', async () => {
  const lock = await acquireLock(path(), neverWaits);
  leaveLock(JSON.stringify({ process: 1, host: 'elsewhere', instance: 'a' }));
  lock.release();
  expect(existsSync(path())).toBe(true);
});

function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}
