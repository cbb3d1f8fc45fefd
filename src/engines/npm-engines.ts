import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Installed, installations } from './locations.ts';

/** A library from npm that lastbit installs into the cache, because its package is large. */
export interface NpmLibrary {
  /** The component, and the folder of src/install with its package.json and its lock. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Size of the download in MB, for the progress line. */
  readonly megabytes: number;
  /** The files that are kept, below node_modules; one that ends in a slash is a whole folder. */
  readonly kept: readonly string[];
  /** It is installed only if it is named. */
  readonly onDemand?: true;
}

/** Paths below a folder. */
const below = (folder: string, paths: readonly string[]): readonly string[] => paths.map((path) => folder + path);

export const npmLibraries: readonly NpmLibrary[] = [
  {
    name: 'onnxruntime-web',
    title: 'ONNX Runtime Web',
    version: '1.30.0',
    megabytes: 34,
    kept: [
      ...below('onnxruntime-web/', ['package.json', 'README.md', 'dist/ort.node.min.js']),
      ...below('onnxruntime-web/dist/', ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']),
      'onnxruntime-common/',
    ],
  },
  {
    name: 'tfjs-browser',
    title: 'tfjs for browsers',
    version: '4.22.0',
    megabytes: 27,
    kept: [
      ...below('playwright-core/', [
        'package.json',
        'index.js',
        'index.mjs',
        'browsers.json',
        'LICENSE',
        'NOTICE',
        'lib/',
      ]),
      ...below('@tensorflow/', ['tfjs-core/package.json', 'tfjs-core/dist/tf-core.min.js']),
      ...below('@tensorflow/tfjs-backend-', ['webgl/dist/tf-backend-webgl.min.js']),
      ...below('@tensorflow/tfjs-backend-', ['webgpu/dist/tf-backend-webgpu.min.js']),
      ...below('@tensorflow/tfjs-backend-wasm/dist/', ['tf-backend-wasm.min.js', 'tfjs-backend-wasm.wasm']),
      ...below('@tensorflow/tfjs-backend-wasm/dist/', ['tfjs-backend-wasm-simd.wasm']),
      ...below('@tensorflow/tfjs-backend-wasm/dist/', ['tfjs-backend-wasm-threaded-simd.wasm']),
    ],
    onDemand: true,
  },
  {
    name: 'tfjs-dawn',
    title: 'tfjs over Dawn',
    version: '4.22.0',
    megabytes: 83,
    kept: [
      ...below('webgpu/', ['package.json', 'index.js', 'LICENSE.md', `dist/${dawnPlatform()}/`]),
      ...below('@tensorflow/tfjs-core/', ['package.json', 'dist/tf-core.node.js']),
      ...below('@tensorflow/tfjs-backend-webgpu/', ['package.json', 'dist/tf-backend-webgpu.node.js']),
      ...['long/', 'seedrandom/', 'node-fetch/', 'whatwg-url/', 'tr46/', 'webidl-conversions/', 'debug/', 'ms/'],
    ],
    onDemand: true,
  },
  {
    name: 'onnxruntime-node',
    title: 'ONNX Runtime for Node',
    version: '1.30.0',
    megabytes: 110,
    kept: [
      ...below('onnxruntime-node/', ['package.json', 'README.md', 'dist/']),
      `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/`,
      'onnxruntime-common/',
    ],
    onDemand: true,
  },
];

/** The folder of the package `webgpu` that is for this machine. */
function dawnPlatform(): string {
  return `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
}

/** Raise it when the folder is to hold other files. */
export const npmFolderName = ({ version }: NpmLibrary): string => `${version}-layout-1`;

/** The installation of a library from npm. Looks at files only. */
export function findNpmLibrary(library: NpmLibrary): Installed | undefined {
  const folder = join(cacheFolder(), library.name, npmFolderName(library));
  const isWhole = library.kept.every((path) => existsSync(join(folder, 'node_modules', path)));
  return isWhole ? installations(library.name).find((one) => one.folder === folder) : undefined;
}

/** The folder that a host loads a component's packages from; undefined if it is not installed. */
export function findNpmEngine(name: string): string | undefined {
  const library = npmLibraries.find((one) => one.name === name);
  return library === undefined ? undefined : findNpmLibrary(library)?.folder;
}
