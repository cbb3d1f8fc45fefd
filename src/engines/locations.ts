import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Something that `lastbit engines install` has put into the cache. It is complete: one rename put it there. */
export interface Installed {
  readonly folder: string;
  /** Version of the library that computes. */
  readonly version: string;
  /** What else distinguishes this build, such as the Python that it belongs to. */
  readonly details: Readonly<Record<string, string>>;
}

/** In the folder of each installation: its version and details. */
export const recordName = 'installed.json';

/**
 * The folder of everything that lastbit installs: `$XDG_CACHE_HOME/lastbit`, by default `~/.cache/lastbit`. `npm ci`
 * does not wipe it. A relative `XDG_CACHE_HOME` is ignored, as the XDG specification demands.
 */
export function cacheFolder(): string {
  const chosen = process.env.XDG_CACHE_HOME;
  return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), '.cache'), 'lastbit');
}

/** All installations of one component, of whatever version, sorted by the names of their folders. */
function installations(component: string): readonly Installed[] {
  const parent = join(cacheFolder(), component);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .flatMap((name) => {
      const folder = join(parent, name);
      try {
        const { version, details } = JSON.parse(readFileSync(join(folder, recordName), 'utf8'));
        return [{ folder, version, details }];
      } catch {
        return [];
      }
    });
}

/**
 * The last NumPy that supports each CPython. CPython 3.11 to 3.14 share one, so that they compute with the same
 * library.
 */
export const numpyVersions: Readonly<Record<string, string>> = {
  '3.10': '2.2.6',
  '3.11': '2.4.6',
  '3.12': '2.4.6',
  '3.13': '2.4.6',
  '3.14': '2.4.6',
};

/**
 * The virtual environment with the version that is pinned for its Python. Its interpreter is a link to the machine's
 * Python: that must still exist, and must be `LASTBIT_PYTHON` where that is set.
 */
export function findVenv(component: string, versions: Readonly<Record<string, string>>): Installed | undefined {
  const chosen = process.env.LASTBIT_PYTHON;
  return installations(component).find(({ folder, version, details: { python, pythonVersion, asked } }) => {
    if (version !== versions[pythonVersion ?? ''] || !existsSync(pythonIn(folder))) return false;
    return !chosen || chosen === asked || chosen === python;
  });
}

/** The interpreter of a virtual environment. */
export function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

export const tensorflowVersion: string = '2.21.0';
/** The addon's Node-API version: the highest that tfjs-node 4.22 knows, and every Node since 15.12 has it. */
export const addonNodeApi = 8;
/** The libraries in the wheel of TensorFlow. The addon looks for them in `../../deps/lib`. */
export const tensorflowLibraries: readonly string[] = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Names everything that the addon depends on. Node's own version is not part of it: the addon uses Node-API. */
export function tfjsNodeFolderName(): string {
  return `4.22.0-tensorflow-${tensorflowVersion}-${process.platform}-${process.arch}-napi-${addonNodeApi}`;
}

/** TensorFlow and the addon for @tensorflow/tfjs-node, from the cache. */
export function findTfjsNode(): Installed | undefined {
  const folder = join(cacheFolder(), 'tfjs-node', tfjsNodeFolderName());
  const files = [addonIn(folder), ...tensorflowLibraries.map((name) => join(folder, 'deps', 'lib', name))];
  return files.every(existsSync) ? installations('tfjs-node').find((one) => one.folder === folder) : undefined;
}

/** The addon below an installation, or below the package. */
export function addonIn(folder: string): string {
  return join(folder, 'lib', `napi-v${addonNodeApi}`, 'tfjs_binding.node');
}

/**
 * The addon that tfjs-node is to load: from the cache, else the one that the package's own installer has put into the
 * package.
 */
export function tfjsNodeAddon(): string | undefined {
  const packageFolder = tfjsNodePackage();
  if (packageFolder === undefined) return undefined;
  const installed = findTfjsNode();
  if (installed !== undefined) return addonIn(installed.folder);
  return existsSync(addonIn(packageFolder)) ? addonIn(packageFolder) : undefined;
}

/** Where @tensorflow/tfjs-node lies, found as Node finds it. */
export function tfjsNodePackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}
