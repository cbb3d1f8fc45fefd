import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let checkout: string;
let temporary: string;
const name = `tsx-${process.geteuid?.()}`;
const cache = (): string => join(checkout, 'node_modules', '.cache', name);

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'lastbit-cache-'));
  temporary = join(checkout, 'temporary');
  for (const folder of ['bin', 'temporary', 'node_modules']) mkdirSync(join(checkout, folder));
  cpSync(join('bin', 'tsx-cache.cjs'), join(checkout, 'bin', 'tsx-cache.cjs'));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

/** What tsx would be told, and what is left afterwards. */
function told(): { readonly during: readonly unknown[]; readonly after: readonly unknown[] } {
  const script = `
    const variables = () => [process.env.TMPDIR ?? null, process.env.TSX_DISABLE_CACHE ?? null];
    const restore = require('./bin/tsx-cache.cjs').useOwnCache();
    const during = variables();
    restore();
    process.stdout.write(JSON.stringify({ during, after: variables() }));`;
  const env = { PATH: process.env.PATH, TMPDIR: temporary };
  return JSON.parse(spawnSync(process.execPath, ['-e', script], { cwd: checkout, env, encoding: 'utf8' }).stdout);
}

test('tsx keeps what it compiles in a folder that only its owner can read or write', () => {
  expect(told()).toEqual({ during: [join(checkout, 'node_modules', '.cache'), null], after: [temporary, null] });
  expect(statSync(cache()).mode & 0o777).toBe(0o700);
});

test.each([
  [
    'others may write',
    () => {
      mkdirSync(cache(), { recursive: true });
      chmodSync(cache(), 0o777);
    },
  ],
  [
    'is a link',
    () => {
      mkdirSync(join(checkout, 'node_modules', '.cache'));
      symlinkSync(temporary, cache());
    },
  ],
])('it keeps nothing where the folder is not its own: %s', (_, plant) => {
  plant();
  expect(told()).toEqual({ during: [temporary, '1'], after: [temporary, null] });
});

test('the program leaves nothing in the temporary folder', () => {
  const env = { ...process.env, TMPDIR: temporary };
  const { status } = spawnSync(process.execPath, [join('bin', 'lastbit.js'), 'claims'], { env, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});
