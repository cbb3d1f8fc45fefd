import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonIn, tfjsNodePackage } from '../../engines/locations.ts';
import { CannotInstall } from '../../install/cannot-install.ts';
import { type Component, installComponent } from '../../install/install-component.ts';
import type { Progress } from '../../install/progress.ts';
import { pythonComponent } from '../../install/python-component.ts';
import { places } from '../../places/places.ts';
/** What a peer did in one round. It measures its own processor time. */
export interface PeerRound {
  readonly cases: number;
  readonly processorSeconds: number;
  readonly violations: number;
}

/** Another tool that does the same work, in a process of its own that waits between rounds. */
export interface Peer {
  readonly versions: Readonly<Record<string, string>>;
  round(request: string): Promise<PeerRound>;
  close(): void;
}

/** Starts a peer. Throws an Error with its last lines of standard error if it does not start. */
export async function startPeer(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Peer> {
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      process.off('exit', kill);
      const last = lastWords.trim().split('\n').at(-1) ?? '';
      reject(new Error(`it ended with ${signal ?? `status ${status}`}${last === '' ? '' : `: ${last}`}`));
    });
  });
  failed.catch(() => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    // An ended output is followed by the end of the process, which says why.
    return done === true ? failed : JSON.parse(value);
  };
  const { versions } = (await answer()) as { versions: Record<string, string> };
  return {
    versions,
    round: async (request) => {
      child.stdin.write(`${request}\n`);
      return (await answer()) as PeerRound;
    },
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}

export interface MissingPeer {
  readonly missing: string;
}

export type PeerOrMissing = Peer | MissingPeer;

export function isMissing(peer: PeerOrMissing): peer is MissingPeer {
  return 'missing' in peer;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** fast-check and tfjs-node, one case at a time. One thread, as for the engine. */
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

/** Hypothesis, or plain NumPy, from the virtual environment that has both. Installs it if it is missing. */
export async function startPython(
  tool: 'hypothesis' | 'vectorised',
  seed: number,
  progress: Progress,
): Promise<PeerOrMissing> {
  return orMissing(async () => {
    const installed = hypothesisComponent.find() ?? (await installComponent(hypothesisComponent, progress));
    const words = ['-E', '-s', '-u', file('./pair_property.py'), tool, String(seed)];
    // Hypothesis keeps what it learns of the sources in a folder, which would be the user's own.
    const storage = { HYPOTHESIS_STORAGE_DIRECTORY: join(installed.folder, 'storage') };
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

const version = '6.170.15';

/** Hypothesis and NumPy in a virtual environment of their own, for comparison only. */
export const hypothesisComponent: Component = pythonComponent({
  name: 'hypothesis',
  title: 'Hypothesis',
  module: 'hypothesis',
  requirements: fileURLToPath(new URL('./requirements-hypothesis.txt', import.meta.url)),
  megabytes: 18,
  versions: { '3.11': version, '3.12': version, '3.13': version, '3.14': version },
});
