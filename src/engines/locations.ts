import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { changedFile, type InstallationRecord, recordSchema } from './manifest.ts';

/** An installation in the cache. It is complete, because one rename put it there. */
export interface Installed extends InstallationRecord {
  readonly folder: string;
}

/** The file in each installation that holds its record. */
export const recordName = 'installed.json';

/**
 * The folder of everything that lastbit installs: `$XDG_CACHE_HOME/lastbit`, by default `~/.cache/lastbit`. `npm ci`
 * does not wipe it. A relative `XDG_CACHE_HOME` is ignored, as the XDG specification demands.
 */
export function cacheFolder(): string {
  const chosen = process.env.XDG_CACHE_HOME;
  return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), '.cache'), 'lastbit');
}

/** All installations of one component, of any version, sorted by folder name, without those that are damaged. */
export function installations(component: string): readonly Installed[] {
  return readInstallations(component).flatMap((one) => ('damage' in one ? [] : [one]));
}

/** What is wrong with an installation of a component, on one line: a record that cannot be read, or a changed file. */
export function damageOf(component: string): string | undefined {
  return readInstallations(component).flatMap((one) => ('damage' in one ? [one.damage] : []))[0];
}

function readInstallations(component: string): readonly (Installed | { readonly damage: string })[] {
  const parent = join(cacheFolder(), component);
  if (!existsSync(parent)) return [];
  const folders = readdirSync(parent).sort();
  return folders.map((name) => join(parent, name)).flatMap((folder) => readInstallation(folder) ?? []);
}

/** Undefined if the folder has no record. */
function readInstallation(folder: string): Installed | { readonly damage: string } | undefined {
  const path = join(folder, recordName);
  if (!existsSync(path)) return undefined;
  try {
    const record = v.parse(recordSchema, JSON.parse(readFileSync(path, 'utf8')));
    const changed = changedFile(folder, record.libraries);
    return changed === undefined ? { folder, ...record } : { damage: `${changed} is not the file that was installed` };
  } catch (error) {
    return { damage: `${path}: ${(error as Error).message}` };
  }
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

/** pytest, for the tests of python/. It has no code for a processor, so one version serves every CPython. */
export const pytestVersions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(numpyVersions).map((python) => [python, '9.2.0']),
);

/**
 * The virtual environment with the version that is pinned for its Python. Its interpreter is a link to the machine's
 * Python, which must still exist, and must be `LASTBIT_PYTHON` if that is set.
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

export const tfjsNodeVersion: string = '4.22.0';
export const tensorflowVersion: string = '2.21.0';
/** The addon's Node-API version: the highest that tfjs-node 4.22 knows, and every Node since 15.12 has it. */
export const addonNodeApi = 8;
/** The libraries in the TensorFlow wheel. The addon looks for them in `../../deps/lib`. */
export const tensorflowLibraries: readonly string[] = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/**
 * A name for everything that the installation depends on. Node's own version does not matter, because the addon uses
 * Node-API. Raise the layout when the folder is to hold other files, also after a change of the pinned npm packages.
 */
export function tfjsNodeFolderName(): string {
  const versions = `${tfjsNodeVersion}-tensorflow-${tensorflowVersion}`;
  return `${versions}-${process.platform}-${process.arch}-napi-${addonNodeApi}-layout-3`;
}

/** @tensorflow/tfjs-node with its npm packages, the addon and TensorFlow, from the cache. */
export function findTfjsNode(): Installed | undefined {
  const folder = join(cacheFolder(), 'tfjs-node', tfjsNodeFolderName());
  const packageFolder = tfjsNodeIn(folder);
  const files = [join(packageFolder, 'package.json'), addonIn(packageFolder), ...librariesIn(packageFolder)];
  return files.every(existsSync) ? installations('tfjs-node').find((one) => one.folder === folder) : undefined;
}

/** The package @tensorflow/tfjs-node below an installation. */
export function tfjsNodeIn(folder: string): string {
  return join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
}

/** The addon below the package, where the package itself looks for it. */
export function addonIn(packageFolder: string): string {
  return join(packageFolder, 'lib', `napi-v${addonNodeApi}`, 'tfjs_binding.node');
}

/** TensorFlow's libraries below the package. */
export function librariesIn(packageFolder: string): readonly string[] {
  return tensorflowLibraries.map((name) => join(packageFolder, 'deps', 'lib', name));
}

export const valkeyVersion: string = '9.1.2';

/** valkey-server from the cache, for this machine. */
export function findValkey(): Installed | undefined {
  const platform = `${process.platform}-${process.arch}`;
  return installations('valkey').find(
    ({ folder, version, details }) =>
      version === valkeyVersion && details.platform === platform && existsSync(valkeyIn(folder)),
  );
}

/** The server in an installation of Valkey. */
export function valkeyIn(folder: string): string {
  return join(folder, 'valkey-server');
}

/** The folder of the packages of a virtual environment. */
export function sitePackages({ folder, details: { pythonVersion = '' } }: Installed): string {
  return process.platform === 'win32'
    ? join(folder, 'Lib', 'site-packages')
    : join(folder, 'lib', `python${pythonVersion}`, 'site-packages');
}

/** The package @tensorflow/tfjs-node to load: from the cache, else the user's own. */
export function tfjsNodePackage(): string | undefined {
  const installed = findTfjsNode();
  return installed === undefined ? tfjsNodeOfUser() : tfjsNodeIn(installed.folder);
}

/**
 * The package as the user has installed it, of the right version and with the addon that its own installer downloads.
 * It is found as Node finds it.
 */
export function tfjsNodeOfUser(): string | undefined {
  try {
    const path = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');
    const { version } = JSON.parse(readFileSync(path, 'utf8'));
    return version === tfjsNodeVersion && existsSync(addonIn(dirname(path))) ? dirname(path) : undefined;
  } catch {
    return undefined;
  }
}
