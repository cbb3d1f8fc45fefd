import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonHostLaunch } from '../engines/find-engine.ts';
import { findVenv, numpyVersions, pytestVersions, pythonIn, sitePackages } from '../engines/locations.ts';
import {
  findBeside,
  type PythonEngine,
  type PythonLibrary,
  packagesIn,
  packagesOf,
  pythonLibraries,
} from '../engines/python-engines.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import { finishLibrary } from './finish-library.ts';
import type { Component } from './install-component.ts';
import { findPython, type Python, pip, runPython } from './python.ts';
import { runCommand } from './run-command.ts';

export interface PythonPackage {
  readonly name: string;
  readonly title: string;
  /** The module to import. */
  readonly module: string;
  /** A requirements file with exact versions and sha256 hashes. */
  readonly requirements: string;
  /** Size of the download in MB, for the progress line. */
  readonly megabytes: number;
  /** CPython (`3.11`) → pinned version of the package. */
  readonly versions: Readonly<Record<string, string>>;
}

export const numpyComponent: Component = pythonComponent({
  name: 'numpy',
  title: 'NumPy',
  module: 'numpy',
  requirements: fileURLToPath(new URL('./requirements-numpy.txt', import.meta.url)),
  megabytes: 17,
  versions: numpyVersions,
});

/** What the tests of python/ need besides NumPy. */
export const pytestComponent: Component = pythonComponent({
  name: 'pytest',
  title: 'pytest',
  module: 'pytest',
  requirements: fileURLToPath(new URL('./requirements-pytest.txt', import.meta.url)),
  megabytes: 2,
  versions: pytestVersions,
});

/** The libraries beside NumPy, each in a folder of its own: those of every installation, and those on demand. */
export const libraryComponents: readonly Component[] = pythonLibraries
  .filter(({ onDemand }) => onDemand === undefined)
  .map(libraryComponent);
export const librariesOnDemand: readonly Component[] = pythonLibraries
  .filter(({ onDemand }) => onDemand !== undefined)
  .map(libraryComponent);

/** The packages of a library, without those of NumPy, for the Python that has NumPy. */
function libraryComponent(library: PythonLibrary): Component {
  const { name, title, versions, megabytes, besides } = library;
  const requirements = fileURLToPath(new URL(`./requirements-${name}.txt`, import.meta.url));
  return {
    name,
    title,
    needs: ['numpy', ...(besides === undefined ? [] : [besides])],
    find: () => findBeside(library),
    async build(folder, progress) {
      const base = findVenv('numpy', numpyVersions);
      if (base === undefined) throw new CannotInstall('NumPy is not installed', 'npx lastbit engines install numpy');
      const { python: program = '', pythonVersion = '' } = base.details;
      const machine = `${process.platform}-${process.arch}`;
      if (library.notFor?.includes(machine))
        throw new CannotInstall(
          `lastbit has no ${title} for ${machine}`,
          `npx lastbit engines install ${name} --python PATH, where PATH is a python that has it`,
        );
      const version = versions[pythonVersion];
      if (version === undefined)
        throw new CannotInstall(
          `lastbit has no ${title} for CPython ${pythonVersion}`,
          `set LASTBIT_PYTHON to a python3 of version ${Object.keys(versions).join(' or ')}`,
        );
      const python = existsSync(join(sitePackages(base), 'pip')) ? pythonIn(base.folder) : program;
      const activity = `downloading ${title} ${version} (${megabytes} MB)`;
      const [target, scratch] = [packagesIn(folder), join(folder, 'scratch')];
      await pip({ component: name, command: 'install', activity, python, requirements, target, scratch }, progress);
      await finishLibrary(name, target, python);
      const folderName = `${version}-cpython-${pythonVersion}-${machine}`;
      return { folderName, version, details: { pythonVersion } };
    },
    async load(folder) {
      const base = findVenv('numpy', numpyVersions);
      if (base === undefined) throw new CannotInstall('NumPy is not installed', 'npx lastbit engines install numpy');
      const packages = packagesOf(library, base, folder) ?? [packagesIn(folder)];
      await loadLibrary(library, { python: pythonIn(base.folder), packages });
    },
  };
}

/** The host loads the library, and ends because there is no input. */
export async function loadLibrary({ name, title }: PythonLibrary, engine: PythonEngine): Promise<void> {
  const { command, words } = pythonHostLaunch(name, engine);
  const { status, stderr } = await runCommand(command, words);
  if (status === 0) return;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  throw new CannotInstall(`${title} does not load (${last})`, `npx lastbit engines install ${name}`);
}

/** A private virtual environment with one package and its dependencies, for the Python of this machine. */
export function pythonComponent(wanted: PythonPackage): Component {
  const { name, title, versions, requirements } = wanted;
  return {
    name,
    title,
    find: () => findVenv(name, versions),
    async build(folder, progress) {
      const python = await findPython();
      const version = python.implementation === 'CPython' ? versions[python.version] : undefined;
      if (version === undefined) {
        const pythons = Object.keys(versions);
        throw new CannotInstall(
          `${python.program} is ${python.implementation} ${python.version}, ` +
            `and lastbit has exact wheels for CPython ${pythons[0]} to ${pythons.at(-1)}`,
          'set LASTBIT_PYTHON to such a python3',
        );
      }
      progress.step(name, 'making a virtual environment');
      await makeEnvironment(python, folder);
      const scratch = join(folder, 'scratch');
      const activity = `downloading ${title} ${version} (${wanted.megabytes} MB)`;
      const installer = python.pip ? python.program : pythonIn(folder);
      const target = await packagesFolder(folder);
      await pip(
        { component: name, command: 'install', activity, python: installer, requirements, target, scratch },
        progress,
      );
      return {
        folderName: `${version}-cpython-${python.version}-${process.platform}-${process.arch}`,
        version,
        details: { python: python.program, pythonVersion: python.version, asked: process.env.LASTBIT_PYTHON ?? '' },
      };
    },
    async load(folder) {
      const { status, stderr } = await runPython(pythonIn(folder), ['-c', `import ${wanted.module}`]);
      if (status === 0) return;
      const last = stderr.trim().split('\n').at(-1) ?? '';
      throw new CannotInstall(`${title} does not load (${last})`, `npx lastbit engines install ${name}`);
    },
  };
}

/** The environment gets its own pip, which takes seconds, only if the machine has none. */
async function makeEnvironment(python: Python, folder: string): Promise<void> {
  if (!python.pip && !python.ensurepip) {
    throw new CannotInstall(`${python.program} has neither pip nor ensurepip`, installHint(['python3-pip']));
  }
  const words = ['-m', 'venv', ...(python.pip ? ['--without-pip'] : []), folder];
  const made = await runPython(python.program, words);
  if (made.status !== 0) {
    const last = (made.stderr || made.stdout).trim().split('\n').at(-1) ?? '';
    throw new CannotInstall(
      `${python.program} cannot make a virtual environment (${last})`,
      installHint(['python3-venv', 'python3-pip']),
    );
  }
}

async function packagesFolder(folder: string): Promise<string> {
  const asked = await runPython(pythonIn(folder), ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  return asked.stdout.trim();
}
