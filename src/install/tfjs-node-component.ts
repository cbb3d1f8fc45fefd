import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  addonIn,
  findTfjsNode,
  tensorflowLibraries,
  tensorflowVersion,
  tfjsNodeFolderName,
  tfjsNodePackage,
} from '../engines/locations.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import { compileAddon, demandCompiler } from './compile-addon.ts';
import { type Component, downloadsFolder } from './install-component.ts';
import { findPython, pip } from './python.ts';
import { runCommand } from './run-command.ts';

const name = 'tfjs-node';
const again = `npx lastbit engines install ${name}`;
const requirements = fileURLToPath(new URL('./requirements-tensorflow.txt', import.meta.url));
/**
 * The Python of this machine may be another one than the wheel is for: only the C library and the headers in it are
 * used.
 */
const anyPython = ['--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];

/**
 * TensorFlow under @tensorflow/tfjs-node 4.22.0. The package's own installer downloads TensorFlow 2.9.1 from a place
 * that many cannot reach. lastbit takes TensorFlow 2.21.0 from its wheel, which every pip finds, and compiles the
 * package's addon for it. Tested on Linux x86-64, Node 20, g++ 12.
 */
export const tfjsNodeComponent: Component = {
  name,
  title: 'TensorFlow',
  find: findTfjsNode,
  async build(folder, progress) {
    const packageFolder = tfjsNodePackage();
    if (packageFolder === undefined) throw new CannotInstall('@tensorflow/tfjs-node is not in node_modules', 'npm ci');
    // Asked before 274 MB are downloaded.
    demandWheel();
    demandCompiler();
    const python = await findPython();
    if (!python.pip) throw new CannotInstall(`${python.program} has no pip`, installHint(['python3-pip']));
    const scratch = join(folder, 'scratch');
    const packages = join(scratch, 'packages');
    const request = { component: name, python: python.program, requirements, scratch };
    const downloading = `downloading TensorFlow ${tensorflowVersion} (274 MB)`;
    const downloads = downloadsFolder();
    const download = { command: 'download', activity: downloading, target: downloads, words: anyPython } as const;
    await pip({ ...request, ...download }, progress);
    const unpacking = `unpacking TensorFlow ${tensorflowVersion} (1272 MB)`;
    const words = [...anyPython, '--no-index', '--find-links', downloads];
    await pip({ ...request, command: 'install', activity: unpacking, target: packages, words }, progress);
    progress.step(name, 'compiling the addon of @tensorflow/tfjs-node');
    const libraries = join(folder, 'deps', 'lib');
    mkdirSync(libraries, { recursive: true });
    for (const library of tensorflowLibraries)
      renameSync(join(packages, 'tensorflow', library), join(libraries, library));
    const addon = await compileAddon({
      packageFolder,
      scratch: join(scratch, 'addon'),
      headers: join(packages, 'tensorflow', 'include'),
      python: python.program,
    });
    mkdirSync(dirname(addonIn(folder)), { recursive: true });
    renameSync(addon, addonIn(folder));
    rmSync(downloads, { recursive: true, force: true });
    return { folderName: tfjsNodeFolderName(), version: tensorflowVersion, details: {} };
  },
  async load(folder) {
    // In a process of its own.
    const script = 'process.stdout.write("TensorFlow=" + require(process.argv[1]).TF_Version)';
    const { status, stdout, stderr } = await runCommand(process.execPath, ['-e', script, addonIn(folder)]);
    const version = /TensorFlow=(\S+)$/.exec(stdout)?.[1];
    if (status === 0 && version !== undefined) return version;
    const line =
      stderr.split('\n').find((text) => /Error/.test(text)) ?? (status === null ? 'it crashed' : `status ${status}`);
    throw new CannotInstall(`the addon does not load (${line.trim().slice(0, 200)})`, again);
  },
};

/** Whether there is a wheel with the C library for this machine: Linux, x86-64, the GNU C library. */
function isWheelForThisMachine(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

/** lastbit does not run the package's own installer: it downloads without a checksum and writes into node_modules. */
function demandWheel(): void {
  if (isWheelForThisMachine()) return;
  throw new CannotInstall(
    `lastbit has no TensorFlow for ${process.platform}-${process.arch}`,
    "npm rebuild @tensorflow/tfjs-node --ignore-scripts=false (the package's own installer), or use Linux x86-64",
  );
}

/** Whether the package's own installer serves a machine for which lastbit has nothing. */
export function isServedByPackage(): boolean {
  const packageFolder = tfjsNodePackage();
  return packageFolder !== undefined && !isWheelForThisMachine() && existsSync(addonIn(packageFolder));
}
