import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitWords } from '../../engines/user-engine.ts';
import { mainHere } from '../main-here.test-support.ts';

const page = readFileSync('docs/tutorial.md', 'utf8');
const commands = [...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, command]) => command!);
const before = process.cwd();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-tutorial-'));
  for (const [, name, text] of page.matchAll(/```json (\S+)\n([\s\S]*?)```/g))
    writeFileSync(join(folder, name!), text!);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** lastbit itself runs in this process. */
async function run(command: string): Promise<{ readonly status: number | string | null; readonly stdout: string }> {
  if (!command.startsWith('npx lastbit ')) return spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
  return mainHere([...splitWords(command.slice('npx lastbit '.length))]);
}

test('docs/tutorial.md: every command does what the page says, in order', async () => {
  const ran = [];
  for (const command of commands) ran.push({ command, ...(await run(command)) });
  const says = (text: RegExp, status = 0) => ({ status, stdout: expect.stringMatching(text) });
  const quiet = says(/^$/);
  expect(ran).toMatchObject([
    says(/mine, -6\.735, is a rounding[\s\S]*a loop[\s\S]*theirs, -6\.7349997, is a rounding[\s\S]*4 lanes \(fused/),
    says(/^third: The output is wrong[\s\S]*theirs: The output is a rounding[\s\S]* 6787 /, 1),
    says(/An engine of lastbit/),
    says(/It keeps the protocol/),
    quiet,
    says(/mine\/conv2d +VIOLATED[\s\S]*wrong when kernel width > 2/, 1),
    says(/mine\/conv2d 1 {2}violated.*as expected/, 1),
    quiet,
    says(/^Nothing unexpected: .*FIXED: 2 saved failures\./m),
  ]);
});
