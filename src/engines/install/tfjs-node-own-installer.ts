import { existsSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import type { Built } from './component.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';

/**
 * Where no wheel of TensorFlow exists for this machine: the installation script that comes with @tensorflow/tfjs-node, which `npm ci` does not
 * run here. It downloads TensorFlow 2.9.1 (older on some machines) and an addon, or compiles that. Said before it starts,
 * because it downloads from another place. What it makes in the package is moved into the cache.
 */
export async function ownInstaller(
  packageFolder: string,
  folder: string,
  progress: Progress,
  triple: string,
): Promise<Built> {
  const machine = `${process.platform}-${process.arch}`;
  progress.say(
    `tfjs-node: no TensorFlow wheel for ${machine}; running the installer that comes with @tensorflow/tfjs-node`,
  );
  progress.step('tfjs-node', "running the package's own installer");
  const programs = join(packageFolder, '..', '..', '.bin');
  const { status, stdout, stderr } = await runCommand(process.execPath, [join('scripts', 'install.js')], {
    folder: packageFolder,
    environment: { PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` },
  });
  const addon = join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (status !== 0 || !existsSync(addon)) {
    const line =
      `${stdout}\n${stderr}`.split('\n').findLast((text) => /error|failed|unsupported/i.test(text)) ??
      `status ${status}`;
    throw new CannotInstall(
      `its own installer failed on ${machine} (${line.trim().slice(0, 160)})`,
      'use Linux x86-64, or npm rebuild @tensorflow/tfjs-node --ignore-scripts=false',
    );
  }
  for (const name of ['deps', 'lib']) renameSync(join(packageFolder, name), join(folder, name));
  return { folderName: triple, version: '2.9.1', details: { triple, origin: 'own installer' } };
}
