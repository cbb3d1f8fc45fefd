import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { places } from '../../places/places.ts';
import { CannotInstall } from './cannot-install.ts';
import type { Component } from './component.ts';
import { findInstalled } from './install-component.ts';
import { programOnPath } from './program-on-path.ts';
import { runCommand } from './run-command.ts';

const name = 'tfjs-node-npm';
const again = 'npx lastbit engines install tfjs-node';
/** package.json and lock.json, written by the build of the package: a part of this project's own package-lock.json. */
const pinned = (file: string): string => fileURLToPath(new URL(`./tfjs-node-npm/${file}`, import.meta.url));

/**
 * The npm packages that only tfjs-node needs: @tensorflow/tfjs-node and node-gyp, at the versions and checksums of the
 * lock. They are no dependencies of lastbit's package: @tensorflow/tfjs-node downloads TensorFlow while it is
 * installed. A checkout has them in node_modules, where .npmrc forbids such scripts.
 */
export const tfjsNodeNpm: Component = {
  name,
  title: '@tensorflow/tfjs-node',
  accepts: ({ manifest }) => manifest.details.lock === lockDigest(),
  async build(folder, progress) {
    const npm = programOnPath('npm');
    if (npm === undefined) throw new CannotInstall('npm is not on PATH', `put npm on PATH, then ${again}`);
    progress.step(name, 'npm packages');
    copyFileSync(pinned('package.json'), join(folder, 'package.json'));
    copyFileSync(pinned('lock.json'), join(folder, 'package-lock.json'));
    const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
    const { status, stderr } = await runCommand(npm, words, { folder });
    if (status !== 0) {
      const line = stderr.split('\n').find((text) => text.trim() !== '') ?? `status ${status}`;
      throw new CannotInstall(`npm could not install @tensorflow/tfjs-node (${line.trim().slice(0, 200)})`, again);
    }
    const digest = lockDigest();
    return { folderName: digest, version: '4.22.0', details: { lock: digest } };
  },
};

function lockDigest(): string {
  return createHash('sha256')
    .update(readFileSync(pinned('lock.json')))
    .digest('hex')
    .slice(0, 16);
}

let folder: string | undefined;

/** The folder of one of these packages; undefined where it is not installed. */
export function npmPackage(wanted: string): string | undefined {
  if (!places.isCheckout) {
    // Looking at thousands of files takes a twentieth of a second, so it is done once.
    folder ??= findInstalled(tfjsNodeNpm)?.folder;
    return folder && join(folder, 'node_modules', wanted);
  }
  try {
    return dirname(createRequire(import.meta.url).resolve(`${wanted}/package.json`));
  } catch {
    return undefined;
  }
}
