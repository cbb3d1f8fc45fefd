import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readdirSync, readSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as v from 'valibot';

/** A file of an installation as it was installed; its path is from the folder of the installation. */
export interface InstalledFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

const fileSchema: v.GenericSchema<unknown, InstalledFile> = v.object({
  ...{ path: v.string(), bytes: v.number(), modifiedMs: v.number(), sha256: v.string() },
});

/** What `installed.json` holds. */
export const recordSchema: v.GenericSchema<unknown, InstallationRecord> = v.object({
  version: v.string(),
  details: v.record(v.string(), v.string()),
  libraries: v.array(fileSchema),
});

export interface InstallationRecord {
  /** Version of the library that computes. */
  readonly version: string;
  /** What else distinguishes this build, such as its Python. */
  readonly details: Readonly<Record<string, string>>;
  /** Native libraries, which compute, a server and hosts. To look at thousands of other files takes too long. */
  readonly libraries: readonly InstalledFile[];
}

const partBytes = 2 ** 22;
const native = /\.(so(\.\d+)*|node|dylib|dll|pyd)$|^(valkey-server|lastbit-host)$/;

/** The native libraries below a folder. Reads them whole: a gigabyte takes seconds, in which signals are answered. */
export async function nativeLibraries(folder: string): Promise<readonly InstalledFile[]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && native.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const files: InstalledFile[] = [];
  for (const path of paths.sort()) {
    const sha256 = await sha256Of(path);
    const { size, mtimeMs } = statSync(path);
    files.push({ path: relative(folder, path), bytes: size, modifiedMs: Math.trunc(mtimeMs), sha256 });
  }
  return files;
}

/** Reads a file whole: a gigabyte takes seconds, in which signals are answered. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: partBytes })) hash.update(part);
  return hash.digest('hex');
}

/**
 * The first file that is not what was installed. Compares sizes and times, which takes a millisecond. A file of another
 * time is read, and gets the recorded time if it is the same: a copied cache has other times.
 */
export function changedFile(folder: string, files: readonly InstalledFile[]): string | undefined {
  return files.map(({ path, ...file }) => ({ ...file, path: join(folder, path) })).find((file) => !isUnchanged(file))
    ?.path;
}

function isUnchanged({ path, bytes, modifiedMs, sha256 }: InstalledFile): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.size !== bytes) return false;
  if (Math.trunc(found.mtimeMs) === modifiedMs) return true;
  if (checksum(path) !== sha256) return false;
  try {
    // In the middle of the millisecond: binary fractions of a second may lie below its beginning.
    utimesSync(path, found.atimeMs / 1000, (modifiedMs + 0.5) / 1000);
  } catch {
    // A cache that cannot be written: the file is read again the next time.
  }
  return true;
}

function checksum(path: string): string {
  const hash = createHash('sha256');
  const part = Buffer.alloc(partBytes);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, part); read > 0; read = readSync(file, part)) hash.update(part.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
