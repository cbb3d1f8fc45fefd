import { cpSync, existsSync, rmSync } from 'node:fs';
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
  const made = ['deps', 'lib'];
  // Links into another installation, or what an interrupted run has left: the script would write into it.
  const clear = (): void => {
    for (const name of made) rmSync(join(packageFolder, name), { recursive: true, force: true });
  };
  clear();
  const programs = join(packageFolder, '..', '..', '.bin');
  const { status, stdout, stderr } = await runCommand(process.execPath, [join('scripts', 'install.js')], {
    folder: packageFolder,
    environment: { PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (status !== 0 || !existsSync(join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
    clear();
    const lines = `${stderr}\n${stdout}`.split('\n');
    const line = lines.find((text) => /\b\w*Error: |failed with error/.test(text)) ?? `status ${status}`;
    throw new CannotInstall(
      `no TensorFlow wheel for ${machine}, and the package's own installer failed (${line.trim().slice(0, 160)})`,
      'connect to the network, then npx lastbit engines install tfjs-node; or use Linux x86-64',
    );
  }
  // Copied, because the cache may lie on another disk.
  for (const name of made)
    cpSync(join(packageFolder, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  clear();
  return { folderName: triple, version: '2.9.1', details: { triple, origin: 'own installer' } };
}
