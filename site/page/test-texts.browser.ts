import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findVenv, numpyVersions, pytestVersions, pythonIn, sitePackages } from '../../src/engines/locations.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { openCase, openPageUnderTest, type PageUnderTest, text } from './open-page.test-support.ts';

// Each text of "Copy as a test" is run as it is copied.
let under: PageUnderTest | undefined;
const root = process.cwd();
// In the checkout, so that vitest is found, and in a folder that git ignores.
mkdirSync(join(root, 'site', 'dist'), { recursive: true });
const folder = mkdtempSync(join(root, 'site', 'dist', 'copied-'));
beforeAll(async () => {
  under = await openPageUnderTest({ withEngines: false });
});
afterAll(async () => {
  await under?.close();
  rmSync(folder, { recursive: true });
});

const dot: LinkedCase = {
  ...{ command: 'explain', operation: 'dot', arrays: ['a.txt', 'b.txt'] },
  options: { observed: ['right=0.5', "wro'ng=0.75", 'TF32=0.50000006'], roundInputs: true },
  files: [text('a.txt', '[1, 1e-8, -0.5]'), text('b.txt', 'array([1, 1, 1], dtype=float32)')],
};
const mean: LinkedCase = {
  ...{ command: 'explain', operation: 'sum', arrays: ['x.txt'] },
  options: { mean: true, observed: ['mine=2', 'other=2.5'] },
  files: [text('x.txt', '[1, 2, 3]')],
};
const conv: LinkedCase = {
  ...{ command: 'judge', operation: 'conv', arrays: [] },
  options: {
    image: 'image.txt',
    kernel: 'kernel.txt',
    padding: '1',
    stride: '2',
    output: ['mine=y.txt', 'other=z.txt'],
  },
  files: [
    text('image.txt', '[[1, 2, 4], [8, 16, 32], [64, 128, 256]]'),
    text('kernel.txt', '[[1, 2], [4, 8]]'),
    text('y.txt', '[[8, 48], [704, 4032]]'),
    text('z.txt', '[[8, 48], [704, 1]]'),
  ],
};

async function textsOf(asked: LinkedCase): Promise<Readonly<Record<string, string>>> {
  const { page } = await openCase(under!, asked);
  await page.locator('[data-done] #share').waitFor();
  const texts: Record<string, string> = {};
  for (const name of ['Command line', 'vitest', 'pytest'])
    texts[name] = (await page.locator(`details[data-text="${name}"] pre`).textContent()) ?? '';
  await page.close();
  return texts;
}

test.each([
  ['a dot product', dot, 3],
  ['a mean', mean, 2],
  ['a convolution', conv, 2],
])('the texts of %s reproduce the answer', async (_, asked, numbers) => {
  if (under === undefined) return;
  const { vitest, pytest, 'Command line': script } = await textsOf(asked);

  const here = vitest!.replace("'lastbit'", JSON.stringify(join(root, 'src', 'index.ts')));
  writeFileSync(join(folder, 'copied.test.ts'), here);
  // Not the configuration of the checkout, which has other tests.
  const config = "export default { test: { include: ['*.test.ts'], exclude: [] } };";
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  const run = spawnSync(join(root, 'node_modules', '.bin', 'vitest'), ['run', '--root', folder, '--reporter', 'json'], {
    encoding: 'utf8',
    env: { ...process.env, CI: '' },
  });
  expect(JSON.parse(run.stdout), run.stderr).toMatchObject({ success: true, numFailedTests: 0 });

  const [numpy, venv] = [findVenv('numpy', numpyVersions), findVenv('pytest', pytestVersions)];
  expect(numpy === undefined || venv === undefined).toBe(false);
  writeFileSync(join(folder, 'test_copied.py'), pytest!);
  const PYTHONPATH = `${sitePackages(venv!)}:${join(root, 'python')}`;
  const python = spawnSync(
    pythonIn(numpy!.folder),
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_copied.py'],
    {
      ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, PYTHONPATH, LASTBIT_COMMAND: '' } },
    },
  );
  expect(python.stdout + python.stderr).toContain(`${numbers} passed`);

  const shell = mkdtempSync(join(tmpdir(), 'lastbit-script-'));
  const program = `'${process.execPath}' '${join(root, 'bin', 'lastbit.js')}'`;
  const only = asked.command === 'explain' ? ' --subject lastbit --brief' : '';
  const told = spawnSync('sh', ['-c', `${script!.trimEnd().replace('npx lastbit', program)}${only}`], {
    cwd: shell,
    encoding: 'utf8',
  });
  rmSync(shell, { recursive: true });
  expect(told.stderr).toBe('');
  expect(told.stdout).toContain(asked === dot ? 'right, 0.5, is a rounding' : asked === mean ? 'mine, 2,' : 'mine');
});
