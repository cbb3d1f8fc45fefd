import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { components, componentsOnDemand } from './prepare-engines.ts';

/** What `lastbit engines install` installs, as it is here. */
export interface InstalledSize {
  readonly name: string;
  readonly title: string;
  /** Undefined if it is not installed. */
  readonly version: string | undefined;
  /** Of all files in its folder; 0 if it is not installed. */
  readonly bytes: number;
}

/** Every component with the size of its folder. Looks at each file, which takes tenths of a second. */
export function installedSizes(): readonly InstalledSize[] {
  return [...components, ...componentsOnDemand].map(({ name, title, find }) => {
    const found = find();
    return { name, title, version: found?.version, bytes: found === undefined ? 0 : bytesIn(found.folder) };
  });
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return files.reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0);
}
