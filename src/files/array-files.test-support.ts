import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { openArray } from './open-array.ts';

/** Writes files into a folder of its own, which is removed after the tests of a file. */
export function temporaryFiles(): (extension: string, contents: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-arrays-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  return (extension, contents) => {
    const path = join(folder, `${files++}${extension}`);
    writeFileSync(path, contents);
    return path;
  };
}

/** All numbers of an array. */
export function numbersIn(path: string): number[] {
  const file = openArray(path);
  try {
    return [...file.read(0, file.length)];
  } finally {
    file.close();
  }
}

/** The one line that says why an array cannot be read, without the path. */
export function complaintOf(path: string, read: (path: string) => unknown = numbersIn): string {
  try {
    read(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(400);
    const file = path.replace(/(\.npz|\.safetensors):.*$/, '$1');
    expect(message.startsWith(file)).toBe(true);
    return message.slice(file.length);
  }
  throw new Error('it was read');
}
