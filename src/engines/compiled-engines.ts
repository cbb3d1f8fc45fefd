import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installations } from './locations.ts';

/** The program of an engine that `engines install` compiles. */
export function findCompiledEngine(name: string): string | undefined {
  return installations(name)
    .map(({ folder }) => join(folder, 'host'))
    .find((path) => existsSync(path));
}
