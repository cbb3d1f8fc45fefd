import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { splitWords } from '../../engines/user-engine.ts';
import { mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-kernel-'));
afterAll(() => rmSync(folder, { recursive: true }));
const page = readFileSync(new URL('../../../docs/verify-your-kernel.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/^ {4}((?:cc|sed|npx lastbit) .*)$/gm)].map(([, command]) => command!);
const missing = spawnSync('cc', ['--version']).status !== 0;

/** Runs a command of the page. lastbit itself runs in this process, which stays in its folder. */
async function run(command: string): Promise<{ readonly status: number | string | null; readonly stdout: string }> {
  if (!command.startsWith('npx lastbit'))
    return spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  const words = splitWords(command.replace('npx lastbit', '').replace('./kernel', join(folder, 'kernel')));
  return mainHere([...words, '--corpus', join(folder, 'corpus')]);
}

if (missing) {
  test('docs/verify-your-kernel.md cannot be tried: there is no cc', () => {
    expect(process.env.CI).not.toBe('true');
  });
} else {
  test('docs/verify-your-kernel.md: every command does what the page says, in order', async () => {
    writeFileSync(join(folder, 'kernel.c'), /```c\n([\s\S]*?)```/.exec(page)![1]!);
    const ran = [];
    for (const command of commands) ran.push({ command, ...(await run(command)) });
    const says = (text: RegExp, status = 0) => ({ status, stdout: expect.stringMatching(text) });
    const quiet = says(/^$/);
    expect(ran).toMatchObject([
      quiet,
      says(/mine\/conv2d +VIOLATED/, 1),
      says(/refutation +dot-any-order +mine\/conv2d 1 .*× ?1×3×/),
      says(/mine\/conv2d 1 {2}violated.*as expected/, 1),
      ...[quiet, quiet],
      says(/^(\S+ {2}refutation {2}dot-any-order {2}mine\/conv2d 1 {2}holds.*: FIXED: .*\n)+$/),
      says(/^Nothing unexpected: .*FIXED: \d saved failures?\.[\s\S]*^FIXED {2}dot-any-order by mine\/conv2d: /m),
    ]);
    const { status, stderr } = await mainHere(['corpus', 'replay', '--corpus', join(folder, 'corpus')]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/--engine mine=COMMAND/) });
  });
}
