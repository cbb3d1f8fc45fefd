import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { useTemporaryCache } from '../engines/temporary-cache.test-support.ts';
import { acquireLock, isAlive } from './lock.ts';

const folder = useTemporaryCache();
const path = (): string => join(folder(), 'locks', 'one.lock');
const ours = new RegExp(`^${process.pid}( [0-9]+)?$`);
const neverWaits = (): void => expect.unreachable('it waited');

function leaveLock(text: string): void {
  mkdirSync(dirname(path()), { recursive: true });
  writeFileSync(path(), text);
}

test('the second waits until the first lets go, and is told once who holds it', async () => {
  const release = await acquireLock(path(), neverWaits);
  const order: string[] = [];
  const releaseSecond = await acquireLock(path(), (holder) => {
    order.push(`waits for ${holder}`);
    setTimeout(() => {
      order.push('released');
      release();
    }, 300);
  });
  order.push('acquired');
  expect(order).toEqual([`waits for ${process.pid}`, 'released', 'acquired']);
  expect(readFileSync(path(), 'utf8')).toMatch(ours);
  releaseSecond();
  expect(readdirSync(dirname(path()))).toEqual([]);
});

test.each([
  ['of a process that is gone', (): string => String(spawnSync(process.execPath, ['-e', '']).pid)],
  ['of an earlier process with our number', (): string => String(process.pid)],
  ['that names no process', (): string => 'garbage'],
] as const)('a lock %s is taken over at once', async (_name, holder) => {
  leaveLock(holder());
  const release = await acquireLock(path(), neverWaits);
  expect(readFileSync(path(), 'utf8')).toMatch(ours);
  release();
  expect(readdirSync(dirname(path()))).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a process that has the number of the holder by chance is not the holder',
  async () => {
    // The parent of this process is alive, and began later than a moment after the machine.
    leaveLock(`${process.ppid} 1`);
    const release = await acquireLock(path(), neverWaits);
    expect(readFileSync(path(), 'utf8')).toMatch(ours);
    release();
  },
);

test('a lock of another process that is alive is respected', async () => {
  leaveLock(String(process.ppid));
  const told: number[] = [];
  const release = await acquireLock(path(), (holder) => {
    told.push(holder);
    rmSync(path());
  });
  expect(told).toEqual([process.ppid]);
  release();
});

test.runIf(process.platform === 'linux')(
  'a process that has ended is gone, also if nobody asks for its status',
  async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      await vi.waitFor(() => expect(isAlive(pid, undefined)).toBe(false));
      expect(process.kill(pid, 0)).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
