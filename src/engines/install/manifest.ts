import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Built, Component, Installed, Manifest, ManifestFile } from './component.ts';

const fileName = 'installed.json';

/** Writes what `built` says and the checksum of every file below `folder`, as the last file of an installation. */
export async function writeManifest(component: Component, folder: string, built: Built): Promise<Manifest> {
  const files: ManifestFile[] = [];
  for (const path of filesBelow(folder)) {
    const full = join(folder, path);
    const known = built.known?.find((file) => file.path === path);
    files.push({ path, bytes: statSync(full).size, sha256: known?.sha256 ?? (await sha256Of(full)) });
  }
  const { version, details } = built;
  const manifest: Manifest = { component: component.name, version, details, files };
  writeFileSync(join(folder, fileName), `${JSON.stringify(manifest, undefined, 1)}\n`);
  return manifest;
}

/** The installation in a folder, or undefined where it is not complete: a file is missing or has another size. */
export function readInstalled(folder: string): Installed | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as Manifest;
    const complete = manifest.files.every(({ path, bytes }) => statSync(join(folder, path)).size === bytes);
    return complete ? { folder, manifest } : undefined;
  } catch {
    return undefined;
  }
}

/** The first file whose content is not what was installed, or undefined. */
export async function firstDamagedFile(installed: Installed): Promise<string | undefined> {
  for (const { path, sha256 } of installed.manifest.files) {
    if ((await sha256Of(join(installed.folder, path))) !== sha256) return path;
  }
  return undefined;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    // No larger than the file: an installation has a thousand small ones.
    const { size } = await file.stat();
    const piece = Buffer.allocUnsafe(Math.max(1, Math.min(size, 1 << 20)));
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Regular files, relative, sorted; links are not followed. Python's compiled caches are left out: Python rewrites them at will. */
function filesBelow(folder: string, inside = ''): string[] {
  return readdirSync(join(folder, inside), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(inside, entry.name);
      if (entry.isDirectory()) return entry.name === '__pycache__' ? [] : filesBelow(folder, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}
