import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installations } from './locations.ts';

/** A library of which `engines install` compiles the host: its sources are the folder of its name in `hosts`. */
export interface CompiledEngine {
  readonly name: string;
  readonly version: string;
  readonly compiler: 'go' | 'cargo';
}

export const compiledEngines: readonly CompiledEngine[] = [
  { name: 'gonum', version: '0.16.0', compiler: 'go' },
  { name: 'ndarray', version: '0.16.1', compiler: 'cargo' },
];

/** Raise the layout when the sources of a host change. */
export const compiledFolderName = ({ version }: CompiledEngine): string =>
  `${version}-${process.platform}-${process.arch}-layout-1`;

/** The host in its installation. */
export const hostIn = (folder: string): string =>
  join(folder, process.platform === 'win32' ? 'lastbit-host.exe' : 'lastbit-host');

/** The compiled host of an engine; undefined if it is not installed. Looks at files only. */
export function findCompiledEngine(name: string): ReturnType<typeof installations>[number] | undefined {
  const engine = compiledEngines.find((one) => one.name === name);
  if (engine === undefined) return undefined;
  return installations(name).find(
    ({ folder }) => folder.endsWith(compiledFolderName(engine)) && existsSync(hostIn(folder)),
  );
}
