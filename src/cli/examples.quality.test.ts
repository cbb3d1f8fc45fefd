import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandFiles } from './commands/all-commands.ts';
import { examples } from './examples.ts';
import { mainHere } from './main-here.test-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const before = process.cwd();
let folder = '';

/** Examples name files of the user's: they run in a folder that holds these and a corpus. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-examples-'));
  symlinkSync(join(root, 'corpus'), join(folder, 'corpus'));
  writeFileSync(join(folder, 'image.json'), '[[1, 2.5, 3], [4, 5, 6], [7, 8, 9]]');
  writeFileSync(join(folder, 'kernel.json'), '[[0.5, -1], [0.25, 2]]');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

test('every command has examples', () => {
  expect(Object.keys(examples).sort()).toEqual(commandFiles.flatMap(({ does }) => Object.keys(does)).sort());
});

for (const { words } of Object.values(examples).flat()) {
  test(`lastbit ${words}`, async () => {
    const { status, stdout, stderr } = await mainHere(words.split(' '));
    expect(status, stderr).toBe(0);
    expect(stdout + stderr).not.toBe('');
  });
}

test('the program itself, as npx starts it, shows the examples of a command', async () => {
  const program = join(root, 'bin', 'lastbit.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'verify', '--help']);
  expect(stdout).toContain(`lastbit ${examples.verify?.[0]?.words}`);
});
