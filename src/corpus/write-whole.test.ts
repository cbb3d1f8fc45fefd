import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { writeWhole } from './write-whole.ts';

test('a process killed in the middle of many writes leaves only whole files', { timeout: 30_000 }, async () => {
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

test('a path that cannot be written is a mistake of the user, and leaves nothing behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-whole-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    // Below a file, and in place of a folder.
    expect(() => writeWhole(join(folder, 'file', 'entry.json'), '{}')).toThrow(UsageError);
    expect(() => writeWhole(folder, '{}')).toThrow(/^cannot write .*; make its folder writable, or choose another$/);
    expect(readdirSync(folder)).toEqual(['file']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
