import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandFiles } from './commands/all-commands.ts';
import { examples } from './examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'lastbit.js');
const run = promisify(execFile);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-examples-'));
  symlinkSync(join(root, 'corpus'), join(folder, 'corpus'));
  writeFileSync(join(folder, 'image.json'), '[[1, 2.5, 3], [4, 5, 6], [7, 8, 9]]');
  writeFileSync(join(folder, 'kernel.json'), '[[0.5, -1], [0.25, 2]]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every command has examples', () => {
  expect(Object.keys(examples).sort()).toEqual(commandFiles.flatMap(({ names }) => names).sort());
});

for (const { words } of Object.values(examples).flat()) {
  test(`lastbit ${words}`, { timeout: 120_000 }, async () => {
    const { stdout, stderr } = await run(process.execPath, [program, ...words.split(' ')], { cwd: folder });
    expect(stdout + stderr).not.toBe('');
  });
}

test('--help of a command shows its examples', { timeout: 30_000 }, async () => {
  const { stdout } = await run(process.execPath, [program, 'verify', '--help']);
  expect(stdout).toContain(`lastbit ${examples.verify?.[0]?.words}`);
});
