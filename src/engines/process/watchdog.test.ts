import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { compiledProgram } from '../../compiled-program.test-support.ts';

const modules = join(dirname(await compiledProgram()), '..', 'dist');

test.each(['SIGKILL', 'SIGTERM'] as const)('the folders of a process that %s ends are removed', async (signal) => {
  const parent = mkdtempSync(join(tmpdir(), 'lastbit watchdog '));
  const [guarded, other] = ['a profile', 'another'].map((name) => join(parent, name));
  for (const path of [guarded!, other!]) {
    mkdirSync(path);
    writeFileSync(join(path, 'file'), '');
  }
  const watchdog = pathToFileURL(join(modules, 'engines', 'process', 'watchdog.js')).href;
  const script = `import(process.argv[1]).then(({ guardFolder }) => {
    guardFolder(process.argv[2]);
    setTimeout(() => process.kill(process.pid, process.argv[3]), 50);
    setInterval(() => {}, 1000);
  });`;
  const child = spawn(process.execPath, ['-e', script, watchdog, guarded!, signal], { stdio: 'inherit' });
  await new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => existsSync(guarded!), { timeout: 10_000, interval: 20 }).toBe(false);
  expect(existsSync(other!)).toBe(true);
  rmSync(parent, { recursive: true });
});
