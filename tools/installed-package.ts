import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('..', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The package, built, packed and installed into an empty folder. */
export interface InstalledPackage {
  readonly tarball: string;
  /** The user's folder. Its node_modules has lastbit, and vitest as a user would install it. */
  readonly folder: string;
  /** Runs a program of node_modules/.bin, or any on PATH, in the user's folder or one below it. */
  run(program: string, words: readonly string[], below?: string): Ended;
  remove(): void;
}

/** Throws with npm's own message if packing or installing fails. Packages come from npm's cache if they are there. */
export function installPackage(): InstalledPackage {
  const scratch = mkdtempSync(join(tmpdir(), 'lastbit-package-'));
  const folder = join(scratch, 'user');
  mkdirSync(folder);
  demand(ended('npm', ['pack', '--pack-destination', scratch], root));
  const tarball = join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? '');
  demand(ended('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder));
  // Of the checkout: the package must work with what the user has, and downloading it anew would take longer than all
  // the rest.
  symlinkSync(join(root, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'));
  const programs = join(folder, 'node_modules', '.bin');
  return {
    tarball,
    folder,
    run: (program, words, below = '.') => ended(program, words, join(folder, below), programs),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** Writes a file of the user, with the folders above it. */
export function writeUserFile({ folder }: InstalledPackage, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Variables that this process inherits from npm and vitest, and that a user would not have. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE_ENV|TEST$|INIT_CWD)/i.test(name)),
);

function ended(program: string, words: readonly string[], cwd: string, programs?: string): Ended {
  const path = [...(programs === undefined ? [] : [programs]), process.env.PATH].join(delimiter);
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    ...{ cwd, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...environment, PATH: path } },
  });
  return { status, stdout, stderr: error === undefined ? stderr : error.message };
}

function demand({ status, stdout, stderr }: Ended): void {
  if (status !== 0) throw new Error(`status ${status}\n${stdout}\n${stderr}`);
}
