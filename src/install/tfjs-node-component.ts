import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  addonIn,
  findTfjsNode,
  librariesIn,
  tensorflowLibraries,
  tensorflowVersion,
  tfjsNodeFolderName,
  tfjsNodeIn,
  tfjsNodeOfUser,
  tfjsNodeVersion,
} from '../engines/locations.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import { compileAddon, demandCompiler } from './compile-addon.ts';
import { type Component, downloadsFolder } from './install-component.ts';
import { demandNpm, installNpmPackages } from './npm-packages.ts';
import { everyHalfSecond } from './progress.ts';
import { findPython, pip, runPython } from './python.ts';
import { runCommand } from './run-command.ts';

const name = 'tfjs-node';
const again = `npx lastbit engines install ${name}`;
/** @tensorflow/tfjs-node and node-gyp, which compiles its addon: package.json and package-lock.json. */
const npmPackages = fileURLToPath(new URL('./tfjs-node/', import.meta.url));
const requirements = fileURLToPath(new URL('./requirements-tfjs-node.txt', import.meta.url));
/** The Python of this machine may differ from that of the wheel: only its C library and headers are used. */
const anyPython = ['--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];
/** The headers that the sources of the addon include, of the 15,000 files in the wheel. */
const headers = ['tensorflow/c', 'tensorflow/core/platform', 'tsl/platform', 'xla/tsl/c'];
const unpacker = `
import pathlib, sys, zipfile
downloads, folder, *prefixes = sys.argv[1:]
[wheel] = pathlib.Path(downloads).glob("tensorflow_cpu-${tensorflowVersion}-*.whl")
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(tuple(prefixes))])
`;

/**
 * @tensorflow/tfjs-node 4.22.0 and TensorFlow. The package's own installer downloads TensorFlow 2.9.1 from a place that
 * many cannot reach. lastbit takes the package from npm without running that, takes TensorFlow 2.21.0 from its wheel,
 * which every pip finds, and compiles the package's addon for it. Tested on Linux x86-64, Node 20, g++ 12.
 */
export const tfjsNodeComponent: Component = {
  name,
  title: 'TensorFlow',
  find: findTfjsNode,
  async build(folder, progress) {
    // Asked before 350 MB are downloaded.
    demandWheel();
    demandCompiler();
    demandNpm(name);
    const python = await findPython();
    if (!python.pip) throw new CannotInstall(`${python.program} has no pip`, installHint(['python3-pip']));
    const npmActivity = `downloading @tensorflow/tfjs-node ${tfjsNodeVersion} (79 MB)`;
    await installNpmPackages({ component: name, activity: npmActivity, pinned: npmPackages, target: folder }, progress);
    const packageFolder = tfjsNodeIn(folder);
    const scratch = join(folder, 'scratch');
    const packages = join(scratch, 'packages');
    const downloads = downloadsFolder();
    const activity = `downloading TensorFlow ${tensorflowVersion} (274 MB)`;
    const download = { component: name, command: 'download', activity, target: downloads, words: anyPython } as const;
    await pip({ ...download, python: python.program, requirements, scratch }, progress);
    const unpack = (paths: readonly string[]) => unpackWheel(python.program, downloads, packages, paths);
    await unpack(headers.map((path) => `include/${path}/`));
    const doing = `unpacking TensorFlow ${tensorflowVersion} (853 MB) and compiling the addon`;
    const stop = everyHalfSecond((text) => progress.step(name, `${doing}${text}`));
    const unpacked = unpack(tensorflowLibraries);
    const compiled = compileAddon({
      packageFolder,
      nodeGyp: join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
      scratch: join(scratch, 'addon'),
      headers: join(packages, 'tensorflow', 'include'),
      python: python.program,
    });
    // A failure is thrown after both have ended, so that nothing writes into a folder that is being removed.
    await Promise.allSettled([unpacked, compiled]);
    stop();
    await unpacked;
    for (const library of librariesIn(packageFolder)) {
      mkdirSync(dirname(library), { recursive: true });
      renameSync(join(packages, 'tensorflow', basename(library)), library);
    }
    mkdirSync(dirname(addonIn(packageFolder)), { recursive: true });
    renameSync(await compiled, addonIn(packageFolder));
    rmSync(downloads, { recursive: true, force: true });
    return { folderName: tfjsNodeFolderName(), version: tensorflowVersion, details: {} };
  },
  async load(folder) {
    // In a process of its own.
    const script = 'require(process.argv[1]).backend().binding.TF_Version.length';
    const { status, stderr } = await runCommand(process.execPath, ['-e', script, tfjsNodeIn(folder)]);
    if (status === 0) return;
    const line =
      stderr.split('\n').find((text) => /Error/.test(text)) ?? (status === null ? 'it crashed' : `status ${status}`);
    throw new CannotInstall(`@tensorflow/tfjs-node does not load (${line.trim().slice(0, 200)})`, again);
  },
};

/**
 * Unpacks files below `tensorflow/` from the wheel, whose sha256 pip has just checked. Python checks the sum of each.
 */
async function unpackWheel(python: string, downloads: string, target: string, paths: readonly string[]): Promise<void> {
  const prefixes = paths.map((path) => `tensorflow/${path}`);
  const { status, stderr } = await runPython(python, ['-c', unpacker, downloads, target, ...prefixes]);
  if (status !== 0) throw new CannotInstall(`unpacking TensorFlow failed (${stderr.trim().split('\n').at(-1)})`, again);
}

/** Whether there is a wheel with the C library for this machine: Linux, x86-64, the GNU C library. */
function isWheelForThisMachine(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

/** lastbit does not run the installer of the package, which downloads without a checksum. */
function demandWheel(): void {
  if (isWheelForThisMachine()) return;
  throw new CannotInstall(
    `lastbit has no TensorFlow for ${process.platform}-${process.arch}`,
    `npm install --no-save @tensorflow/tfjs-node@${tfjsNodeVersion} (its own installer), or use Linux x86-64`,
  );
}

/** Whether the package's own installer serves a machine for which lastbit has nothing. */
export function isServedByPackage(): boolean {
  return !isWheelForThisMachine() && tfjsNodeOfUser() !== undefined;
}
