import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { places } from '../../places/places.ts';
import { CannotInstall } from './cannot-install.ts';
import { addonNodeApi, compileAddon, demandCompiler } from './compile-addon.ts';
import type { Component } from './component.ts';
import { findPython } from './find-python.ts';
import { installHint } from './install-hint.ts';
import { linkIntoPackage, unlinkFromPackage } from './link-into-package.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import {
  isWheelForThisMachine,
  libraries,
  tensorflowVersion,
  tensorflowWheel,
  unpackHeaders,
  unpackLibraries,
} from './tensorflow-wheel.ts';
import { npmPackage, tfjsNodeNpm } from './tfjs-node-npm.ts';
import { ownInstaller } from './tfjs-node-own-installer.ts';

const name = 'tfjs-node';
const linked = ['deps', 'lib'];

/**
 * The real TensorFlow under @tensorflow/tfjs-node 4.22.0. What that package's own script downloads is TensorFlow 2.9.1 from a place that many
 * cannot reach; here it is TensorFlow 2.21.0 from the wheel that everybody's pip finds, and the package's own addon compiled against it.
 * Cached by the triple (package, TensorFlow, machine); the package in node_modules gets two links.
 * Tested on Linux x86-64, Node 20, g++ 12. On other machines the package's own script is tried.
 */
export const tfjsNodeComponent: Component = {
  name,
  title: 'TensorFlow',
  ...(places.isCheckout ? {} : { needs: tfjsNodeNpm }),
  accepts: (installed) => installed.manifest.details.triple === triple(),
  async build(folder, progress) {
    const packageFolder = tfjsNodePackage();
    if (packageFolder === undefined) throw new CannotInstall('@tensorflow/tfjs-node is not in node_modules', 'npm ci');
    if (!isWheelForThisMachine()) return ownInstaller(packageFolder, folder, progress, triple());
    demandCompiler();
    const python = await findPython();
    if (!python.pip) throw new CannotInstall(`${python.program} has no pip`, installHint(['python3-pip']));
    const scratch = join(folder, 'scratch');
    const wheel = await tensorflowWheel(name, python.program, join(scratch, 'download'), progress);
    const headers = await unpackHeaders(name, python.program, wheel, join(scratch, 'headers'));
    const [addon, files] = await bothOf(
      compileAddon({ packageFolder, scratch: join(scratch, 'addon'), headers, libraries, python: python.program }),
      unpackLibraries(
        {
          component: name,
          python: python.program,
          wheel,
          scratch: join(scratch, 'libraries'),
          target: join(folder, 'deps', 'lib'),
        },
        progress,
      ),
    );
    mkdirSync(dirname(addonIn(folder)), { recursive: true });
    renameSync(addon, addonIn(folder));
    rmSync(scratch, { recursive: true, force: true });
    const version = await demandLoads(folder, progress);
    rmSync(wheel, { force: true });
    const known = files.map(({ path, bytes, sha256 }) => ({ path: join('deps', 'lib', path), bytes, sha256 }));
    return { folderName: triple(), version, details: { triple: triple(), origin: 'wheel' }, known };
  },
  link: ({ folder }) => linkIntoPackage(tfjsNodePackage(), folder, linked),
  unlink: () => unlinkFromPackage(tfjsNodePackage(), linked),
};

/** Side by side. Where one fails, the other has ended too before the failure is told: nobody writes into a folder that is being removed. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** Where @tensorflow/tfjs-node lies: in node_modules of a checkout, or in the cache. */
export function tfjsNodePackage(): string | undefined {
  return npmPackage('@tensorflow/tfjs-node');
}

/** Inside an installation, or inside the package. */
export function addonIn(folder: string): string {
  return join(folder, 'lib', `napi-v${addonNodeApi}`, 'tfjs_binding.node');
}

/** Everything that the built files depend on. Node's own version does not belong to it: the addon speaks Node-API. */
function triple(): string {
  return `4.22.0-tensorflow-${tensorflowVersion}-${process.platform}-${process.arch}-napi-${addonNodeApi}`;
}

/** Loads the addon in a process of its own, and returns the version that TensorFlow states. */
async function demandLoads(folder: string, progress: Progress): Promise<string> {
  progress.step(name, 'loading TensorFlow');
  const script = 'process.stdout.write("TensorFlow=" + require(process.argv[1]).TF_Version)';
  const { status, stdout, stderr } = await runCommand(process.execPath, ['-e', script, addonIn(folder)]);
  const version = /TensorFlow=(\S+)$/.exec(stdout)?.[1];
  if (status === 0 && version !== undefined && existsSync(addonIn(folder))) return version;
  const line = stderr.split('\n').find((text) => /Error/.test(text)) ?? `status ${status}`;
  throw new CannotInstall(
    `the addon does not load (${line.trim().slice(0, 200)})`,
    `npx lastbit engines install ${name}`,
  );
}
