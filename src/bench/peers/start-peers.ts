import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonIn, tfjsNodePackage } from '../../engines/locations.ts';
import { CannotInstall } from '../../install/cannot-install.ts';
import { installComponent } from '../../install/install-component.ts';
import type { Progress } from '../../install/progress.ts';
import { places } from '../../places/places.ts';
import { hypothesisComponent } from './hypothesis-component.ts';
import { type Peer, startPeer } from './peer.ts';

export interface MissingPeer {
  readonly missing: string;
}

export type PeerOrMissing = Peer | MissingPeer;

export function isMissing(peer: PeerOrMissing): peer is MissingPeer {
  return 'missing' in peer;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** fast-check and tfjs-node, one case at a time. One thread, as the engine has it. */
export async function startFastCheck(seed: number): Promise<PeerOrMissing> {
  const packageFolder = tfjsNodePackage();
  if (packageFolder === undefined)
    return { missing: 'tfjs-node is not installed; to get it: npx lastbit engines install tfjs-node' };
  const script = places.isCheckout
    ? ['--import', join(places.program, 'bin', 'run-typescript.js'), file('./naive-fast-check.ts')]
    : [file('./naive-fast-check.js')];
  const threads = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
  const environment = { NODE_OPTIONS: undefined, ...threads };
  return orMissing(() => startPeer(process.execPath, [...script, String(seed), packageFolder], environment));
}

/** Hypothesis, or plain NumPy, from the virtual environment that has both; it is installed where it is not there yet. */
export async function startPython(
  tool: 'hypothesis' | 'vectorised',
  seed: number,
  progress: Progress,
): Promise<PeerOrMissing> {
  return orMissing(async () => {
    const installed = hypothesisComponent.find() ?? (await installComponent(hypothesisComponent, progress));
    const words = ['-E', '-s', '-u', file('./pair_property.py'), tool, String(seed)];
    // Hypothesis keeps what it learns of the sources in a folder, which would be the user's own.
    const storage = { HYPOTHESIS_STORAGE_DIRECTORY: join(tmpdir(), 'lastbit-hypothesis') };
    const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    return startPeer(pythonIn(installed.folder), words, { ...threads, ...storage });
  });
}

/** FPRev in Python, with the NumPy of the same virtual environment as its subject. */
export async function startFprev(progress: Progress): Promise<PeerOrMissing> {
  return orMissing(async () => {
    const installed = hypothesisComponent.find() ?? (await installComponent(hypothesisComponent, progress));
    return startPeer(pythonIn(installed.folder), ['-E', '-s', '-u', file('./fprev.py')]);
  });
}

async function orMissing(start: () => Promise<Peer>): Promise<PeerOrMissing> {
  try {
    return await start();
  } catch (error) {
    return {
      missing: error instanceof CannotInstall ? error.reason : `it does not start: ${(error as Error).message}`,
    };
  }
}
