import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import type { Component, Installed } from './component.ts';
import { findPython, type Python } from './find-python.ts';
import { installHint } from './install-hint.ts';
import { pip } from './pip.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';

export interface PythonPackage {
  readonly name: string;
  readonly title: string;
  /** The module to import, whose `__version__` must be the pinned one. */
  readonly module: string;
  /** A requirements file with exact versions and sha256 hashes. */
  readonly requirements: string;
  /** The pinned version for a Python (`3.11`), or undefined where there is none. */
  readonly versionFor: (python: string) => string | undefined;
  /** Versions of Python, for people. */
  readonly pythons: string;
}

/**
 * A private virtual environment with one package in it, built for the Python of this machine. pip itself is not put in (it would cost
 * seconds): the machine's pip installs into the environment's folder. Where the machine has none, the environment gets its own.
 */
export function pythonComponent(wanted: PythonPackage): Component {
  return {
    name: wanted.name,
    title: wanted.title,
    accepts: (installed) => isUsable(installed, wanted),
    async build(folder, progress) {
      const python = await findPython();
      const version = python.implementation === 'CPython' ? wanted.versionFor(python.version) : undefined;
      if (version === undefined) {
        throw new CannotInstall(
          `${python.program} is ${python.implementation} ${python.version}, and lastbit has exact wheels for CPython ${wanted.pythons}`,
          'set LASTBIT_PYTHON to such a python3',
        );
      }
      const installer = await makeEnvironment(python, folder, wanted, progress);
      await fill({ wanted, version, folder, installer }, progress);
      const found = await runCommand(pythonIn(folder), ['-c', `import ${wanted.module} as m; print(m.__version__)`], {
        environment: { PYTHONDONTWRITEBYTECODE: undefined },
      });
      if (found.stdout.trim() !== version) {
        const last = found.stderr.trim().split('\n').at(-1) ?? '';
        throw new CannotInstall(
          `${wanted.title} ${version} does not load (${last})`,
          `npx lastbit engines install ${wanted.name}`,
        );
      }
      return {
        folderName: `${version}-cpython-${python.version}-${process.platform}-${process.arch}`,
        version,
        details: { python: python.program, pythonVersion: python.version, asked: process.env.LASTBIT_PYTHON ?? '' },
      };
    },
  };
}

/** The environment's interpreter. */
export function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** It is the pinned version, and its interpreter (a link to the machine's Python) is still there and the one asked for. */
function isUsable({ folder, manifest }: Installed, wanted: PythonPackage): boolean {
  const { python, pythonVersion, asked } = manifest.details;
  const chosen = process.env.LASTBIT_PYTHON;
  if (manifest.version !== wanted.versionFor(pythonVersion ?? '') || !existsSync(pythonIn(folder))) return false;
  return !chosen || chosen === asked || chosen === python;
}

/** Makes the environment, and returns the interpreter that has a pip. */
async function makeEnvironment(
  python: Python,
  folder: string,
  wanted: PythonPackage,
  progress: Progress,
): Promise<string> {
  progress.step(wanted.name, 'making a virtual environment');
  if (!python.pip && !python.ensurepip) {
    throw new CannotInstall(`${python.program} has neither pip nor ensurepip`, installHint(['python3-pip']));
  }
  const words = ['-m', 'venv', ...(python.pip ? ['--without-pip'] : []), folder];
  const made = await runCommand(python.program, words);
  if (made.status !== 0) {
    const last = (made.stderr || made.stdout).trim().split('\n').at(-1) ?? '';
    throw new CannotInstall(
      `${python.program} cannot make a virtual environment (${last})`,
      installHint(['python3-venv', 'python3-pip']),
    );
  }
  // The activation scripts name the folder in which the environment was made, and nobody activates it.
  const programs = join(pythonIn(folder), '..');
  for (const name of readdirSync(programs)) if (/^activate/i.test(name)) rmSync(join(programs, name));
  return python.pip ? python.program : pythonIn(folder);
}

interface Filling {
  readonly wanted: PythonPackage;
  readonly version: string;
  readonly folder: string;
  readonly installer: string;
}

async function fill({ wanted, version, folder, installer }: Filling, progress: Progress): Promise<void> {
  const asked = await runCommand(pythonIn(folder), ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  const scratch = join(folder, 'scratch');
  await pip(
    {
      component: wanted.name,
      activity: `installing ${wanted.title} ${version}`,
      program: installer,
      command: 'install',
      requirements: wanted.requirements,
      // Compiling every module takes longer than all the rest; the first import compiles those that are used.
      words: ['--no-compile', '--target', join(scratch, 'packages')],
      scratch,
    },
    progress,
  );
  const packages = asked.stdout.trim();
  mkdirSync(packages, { recursive: true });
  for (const name of readdirSync(join(scratch, 'packages')))
    renameSync(join(scratch, 'packages', name), join(packages, name));
  rmSync(scratch, { recursive: true, force: true });
}
