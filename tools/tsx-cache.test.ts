import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let home: string;
const inHome = (...names: readonly string[]): string => join(home, ...names);
const folder = (): string => inHome('.cache', 'lastbit', 'compiled');
const cache = (): string => join(folder(), `tsx-${process.geteuid?.()}`);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lastbit-home-'));
  mkdirSync(inHome('temporary'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const environment = (): Readonly<Record<string, string | undefined>> => ({
  PATH: process.env.PATH,
  ...{ HOME: home, TMPDIR: inHome('temporary') },
});

/** What tsx would be told, and what is left afterwards. */
function told(): { readonly during: readonly unknown[]; readonly after: readonly unknown[] } {
  const script = `
    const variables = () => [process.env.TMPDIR ?? null, process.env.TSX_DISABLE_CACHE ?? null];
    const restore = require(${JSON.stringify(resolve('bin', 'tsx-cache.cjs'))}).useOwnCache();
    const during = variables();
    restore();
    process.stdout.write(JSON.stringify({ during, after: variables() }));`;
  return JSON.parse(spawnSync(process.execPath, ['-e', script], { env: environment(), encoding: 'utf8' }).stdout);
}

test('tsx keeps what it compiles in a folder that only its owner can read or write', () => {
  expect(told()).toEqual({ during: [folder(), null], after: [inHome('temporary'), null] });
  expect(statSync(cache()).mode & 0o777).toBe(0o700);
});

/** What another user, or an earlier mistake, may have left. */
const planted: readonly (readonly [what: string, plant: () => void])[] = [
  [
    'others may write to it',
    () => {
      mkdirSync(cache(), { recursive: true });
      chmodSync(cache(), 0o777);
    },
  ],
  [
    'it is a link',
    () => {
      mkdirSync(folder(), { recursive: true });
      symlinkSync(inHome('temporary'), cache());
    },
  ],
  [
    'others may rename it',
    () => {
      mkdirSync(folder(), { recursive: true });
      chmodSync(inHome('.cache'), 0o777);
    },
  ],
  // Only root can give a folder away.
  ...(process.geteuid?.() === 0
    ? ([
        ['the home is that of another user', () => chownSync(home, 65534, 65534)],
        [
          'it belongs to another user',
          () => {
            mkdirSync(cache(), { recursive: true, mode: 0o700 });
            chownSync(cache(), 65534, 65534);
          },
        ],
      ] as const)
    : []),
];

test.each(planted)('it keeps nothing where %s', (_what, plant) => {
  plant();
  const before = existsSync(inHome('.cache'));
  expect(told()).toEqual({ during: ['/dev/null', '1'], after: [inHome('temporary'), null] });
  expect(existsSync(inHome('.cache'))).toBe(before);
});

test('a link on the way is followed once, before the check', () => {
  mkdirSync(inHome('elsewhere'));
  symlinkSync(inHome('elsewhere'), inHome('.cache'));
  expect(told().during).toEqual([inHome('elsewhere', 'lastbit', 'compiled'), null]);
});

test('the program keeps compiled sources there, reads them again, and leaves nothing in the temporary folder', () => {
  const modules = join(folder(), `modules-${process.geteuid?.()}`);
  const run = () => spawnSync(process.execPath, [join('bin', 'lastbit.js'), '--version'], { env: environment() });
  expect(run().status).toBe(0);
  expect(readdirSync(inHome('temporary'))).toEqual([]);
  expect(statSync(modules).mode & 0o777).toBe(0o700);
  const times = () => readdirSync(modules).map((name) => statSync(join(modules, name)).mtimeMs);
  const before = times();
  expect(before.length).toBeGreaterThan(10);
  const [first] = readdirSync(modules);
  const { atime } = statSync(join(modules, first!));
  writeFileSync(join(modules, first!), '// 0 0\nthrow new Error("the source is newer");\n');
  utimesSync(join(modules, first!), atime, new Date(0));
  expect(run().status).toBe(0);
  expect(times().filter((time) => !before.includes(time))).toHaveLength(1);
});
