import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Installed, installations } from './locations.ts';

/** A library from npm that lastbit installs into the cache, because its package is large. */
export interface NpmLibrary {
  /** The engine, its component, its package, and the folder of src/install with its package.json and its lock. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Size of the download in MB, for the progress line. */
  readonly megabytes: number;
  /** The files of the package that are kept, below its folder; Node loads no others. */
  readonly kept: readonly string[];
  /** The packages that are kept besides. */
  readonly keptPackages: readonly string[];
}

export const npmLibraries: readonly NpmLibrary[] = [
  {
    name: 'onnxruntime-web',
    title: 'ONNX Runtime Web',
    version: '1.30.0',
    megabytes: 34,
    kept: [
      ...['package.json', 'README.md', 'dist/ort.node.min.js'],
      ...['dist/ort-wasm-simd-threaded.mjs', 'dist/ort-wasm-simd-threaded.wasm'],
    ],
    keptPackages: ['onnxruntime-common'],
  },
];

/** Raise it when the folder is to hold other files. */
export const npmFolderName = ({ version }: NpmLibrary): string => `${version}-layout-1`;

/** The installation of a library from npm. Looks at files only. */
export function findNpmLibrary(library: NpmLibrary): Installed | undefined {
  const folder = join(cacheFolder(), library.name, npmFolderName(library));
  const isWhole = library.kept.every((path) => existsSync(join(folder, 'node_modules', library.name, path)));
  return isWhole ? installations(library.name).find((one) => one.folder === folder) : undefined;
}

/** The folder that a host loads an engine's package from; undefined if it is not installed, or comes with lastbit. */
export function findNpmEngine(name: string): string | undefined {
  const library = npmLibraries.find((one) => one.name === name);
  return library === undefined ? undefined : findNpmLibrary(library)?.folder;
}
