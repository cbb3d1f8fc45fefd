import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bind, numbersIn, threadsMs, twoCores } from './two-cores.ts';

test('lists of processors are read as Linux writes them', () => {
  expect(numbersIn('0-2,5\n')).toEqual([0, 1, 2, 5]);
  expect(numbersIn('')).toEqual([]);
});

test('a process that is bound to a core runs there only', () => {
  const found = twoCores();
  if (typeof found === 'string') return expect(found).toMatch(/core/);
  const [, second] = found.cores;
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    expect(bind(child.pid!, [second])).toBe(true);
    expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(
      new RegExp(`^Cpus_allowed_list:\\s*${second}$`, 'm'),
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test.runIf(process.platform === 'linux')('the time of threads is that of their process', () => {
  const { main, all } = threadsMs(process.pid);
  const { user, system } = process.cpuUsage();
  expect(main).toBeGreaterThan(0);
  expect(all).toBeGreaterThan(main);
  // Threads that have ended are left out; ticks are of 10 ms.
  expect(all).toBeLessThan((user + system) / 1000 + 100);
});
