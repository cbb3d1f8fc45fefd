import { execFileSync, spawn } from 'node:child_process';
import fs, { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { checkWritable } from './check-writable.ts';
import { writeWhole } from './write-whole.ts';

test('a process killed in the middle of many writes leaves only whole files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-whole-'));
  const program = `
    import { writeWhole } from ${JSON.stringify(new URL('./write-whole.ts', import.meta.url).href)};
    for (let round = 0; ; round++)
      for (let file = 0; file < 3; file++) {
        writeWhole(${JSON.stringify(folder)} + '/claim/' + file + '.json', JSON.stringify(Array(50_000).fill(round)));
        if (round === 1 && file === 0) process.stdout.write('writing\\n');
      }`;
  try {
    const child = spawn(process.execPath, [
      '--import',
      './bin/run-typescript.js',
      '--input-type=module',
      '-e',
      program,
    ]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 40));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const files = readdirSync(join(folder, 'claim')).filter((name) => name.endsWith('.json'));
    expect(files).toEqual(['0.json', '1.json', '2.json']);
    for (const name of files) {
      const numbers = JSON.parse(readFileSync(join(folder, 'claim', name), 'utf8')) as number[];
      expect(numbers).toHaveLength(50_000);
      expect(new Set(numbers).size).toBe(1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs `work` in a new folder that is deleted afterwards. */
function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-whole-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a path that cannot be written is a mistake of the user, and leaves nothing behind', () =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'file'), '');
    // Below a file, in place of a folder, and with names that no file can have.
    for (const path of [
      join(folder, 'file', 'entry.json'),
      folder,
      `${folder}/${'x'.repeat(300)}`,
      `${folder}/\0`,
      '',
    ]) {
      expect(() => writeWhole(path, '{}')).toThrow(UsageError);
      expect(() => writeWhole(path, '{}')).toThrow(/^cannot write [^\n]*; [^\n]*$/);
    }
    expect(readdirSync(folder)).toEqual(['file']);
  }));

test('a link is neither followed nor replaced, and a device or a FIFO stays what it is', () =>
  inFolder((folder) => {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('kept'), 'before');
    symlinkSync(at('kept'), at('link'));
    symlinkSync(at('nowhere'), at('dangling'));
    execFileSync('mkfifo', [at('fifo')]);
    for (const [path, kind] of [
      [at('link'), 'a symbolic link'],
      [at('dangling'), 'a symbolic link'],
      [at('fifo'), 'a FIFO'],
    ] as const) {
      expect(() => writeWhole(path, 'after')).toThrow(`cannot write ${path}: ${kind}, not a file`);
    }
    expect(readFileSync(at('kept'), 'utf8')).toBe('before');
    expect(readdirSync(folder).sort()).toEqual(['dangling', 'fifo', 'kept', 'link']);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  }));

test('a device is found before the work', () => {
  expect(() => checkWritable('--svg', '/dev/full')).toThrow('--svg /dev/full: a device, not a file; give the name of');
});

test('the temporary file has a name that nobody can foresee, and the permissions of the file that it replaces', () =>
  inFolder((folder) => {
    const path = join(folder, 'private');
    writeFileSync(path, '', { mode: 0o600 });
    const names = new Set<string>();
    for (const round of [1, 2]) {
      const rename = vi.spyOn(fs, 'renameSync').mockImplementation((from) => {
        expect(lstatSync(from).mode & 0o777).toBe(0o600);
        names.add(String(from));
      });
      syncBuiltinESMExports();
      writeWhole(path, `${round}`);
      rename.mockRestore();
      syncBuiltinESMExports();
    }
    expect(names.size).toBe(2);
    for (const name of names) expect(name).toMatch(/[0-9a-f]{16}\.tmp$/);
  }));
