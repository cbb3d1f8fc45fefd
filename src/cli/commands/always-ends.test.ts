import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { compiledProgram } from '../../compiled-program.test-support.ts';
import { python } from '../../python.test-support.ts';
import { mainHere } from '../main-here.test-support.ts';

const lastbit = await compiledProgram();
const fake = fileURLToPath(new URL('../../engines/process/fake-engine.test-support.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lastbit-always-ends-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An engine that hangs and then writes a file, and a limit that outlasts the test. */
const hanging = (mode: string, file = ''): readonly string[] => [
  ...['--engine', `mine="${python}" -S -E "${fake}" ${mode} 0 ${file}`],
  ...['--engine-timeout', '3600', '--subject', 'mine'],
];
const campaign = ['dot-any-order', '--subject', 'lastbit/sequential', '--corpus', folder];

test.concurrent.each([
  ['verify', 'SIGTERM', 'hanglater', [143, null]],
  ['explain', 'SIGINT', 'hanghello', [null, 'SIGINT']],
] as const)('%s ends at %s while an engine hangs (%s)', async (command, signal, mode, end) => {
  const file = join(folder, mode);
  const words = [command, ...(command === 'verify' ? campaign : []), ...hanging(mode, file)];
  const child = spawn(process.execPath, [lastbit, ...words], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), 50_000);
  child.kill(signal);
  expect(await ended).toEqual(end);
});

test('a campaign that is limited by time does not wait for an engine that hangs', async () => {
  const { status, stdout } = await mainHere(['fuzz', ...campaign, '--seconds', '1', ...hanging('hanglater')]);
  expect(stdout).toMatch(/mine\/conv2d/);
  expect(status).toBe(0);
});

test.each([['0'], ['soon'], ['86401']])('--engine-timeout %s is refused', async (text) => {
  const { status, stderr } = await mainHere(['engines', '--engine-timeout', text]);
  expect(stderr).toBe(`lastbit: --engine-timeout ${text}: not a whole number from 1 to 86400\n`);
  expect(status).toBe(2);
});
