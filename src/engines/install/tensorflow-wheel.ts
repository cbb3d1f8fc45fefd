import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.ts';
import { CannotInstall } from './cannot-install.ts';
import { sha256Of } from './manifest.ts';
import { pip } from './pip.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { watchGrowth } from './watch-growth.ts';

/**
 * The wheel that holds the real libtensorflow. Its file is for CPython 3.11; only the C library and headers in it are used, so the Python
 * that downloads it may be any other. Size and checksum belong to this one file.
 */
export const tensorflowVersion = '2.21.0';
const wheelBytes = 273_829_956;
const wheelSha256 = '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c';
const requirements = fileURLToPath(new URL('./requirements-tensorflow.txt', import.meta.url));
const unpacker = fileURLToPath(new URL('./unpack_wheel.py', import.meta.url));

/** The two libraries, and those of the C headers' folders that the addon's sources reach. */
const libraries = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
const libraryBytes = 788_086_608 + 65_222_328;
const headers = [
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];

/** Whether there is such a wheel for this machine: Linux, x86-64, the GNU C library. */
export function isWheelForThisMachine(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

/** A verified wheel, downloaded if need be. It outlives an interruption, and the caller removes it when all is done. */
export async function tensorflowWheel(
  component: string,
  python: string,
  scratch: string,
  progress: Progress,
): Promise<string> {
  const kept = join(cacheFolder(), 'downloads', `tensorflow-cpu-${tensorflowVersion}-${wheelSha256.slice(0, 16)}.whl`);
  if ((await checksumOrNothing(kept)) === wheelSha256) return kept;
  await pip(
    {
      component,
      activity: `downloading TensorFlow ${tensorflowVersion}`,
      program: python,
      command: 'download',
      requirements,
      words: [
        '--no-cache-dir',
        '--python-version',
        '3.11',
        '--platform',
        'manylinux_2_27_x86_64',
        '-d',
        join(scratch, 'wheel'),
      ],
      scratch,
      totalBytes: wheelBytes,
    },
    progress,
  );
  const name = readdirSync(join(scratch, 'wheel')).find((file) => file.endsWith('.whl')) ?? '';
  const wheel = join(scratch, 'wheel', name);
  if ((await checksumOrNothing(wheel)) !== wheelSha256) {
    throw new CannotInstall(
      'the downloaded TensorFlow does not have the expected sha256',
      `npx lastbit engines install ${component}`,
    );
  }
  mkdirSync(join(kept, '..'), { recursive: true });
  renameSync(wheel, kept);
  return kept;
}

/** Puts the libraries into `libraryFolder` and the headers into `headerFolder`. */
export async function unpackTensorflow(
  { component, python, wheel, scratch, libraryFolder, headerFolder }: Unpacking,
  progress: Progress,
): Promise<void> {
  const stop = watchGrowth(scratch, libraryBytes, (text) => progress.step(component, `unpacking TensorFlow${text}`));
  try {
    // The largest file in one process, all the rest in another: inflating is one thread's work.
    const results = await Promise.all([
      runCommand(python, [unpacker, wheel, scratch, libraries[0] as string]),
      runCommand(python, [unpacker, wheel, scratch, libraries[1] as string, ...headers]),
    ]);
    const failed = results.find(({ status }) => status !== 0);
    if (failed) {
      const last = failed.stderr.trim().split('\n').at(-1) ?? '';
      throw new CannotInstall(
        `unpacking TensorFlow failed (${last || 'stopped'})`,
        `npx lastbit engines install ${component}`,
      );
    }
  } finally {
    stop();
  }
  mkdirSync(libraryFolder, { recursive: true });
  for (const library of libraries)
    renameSync(join(scratch, library), join(libraryFolder, library.split('/')[1] as string));
  renameSync(join(scratch, 'tensorflow', 'include'), headerFolder);
  rmSync(scratch, { recursive: true, force: true });
}

export interface Unpacking {
  readonly component: string;
  readonly python: string;
  readonly wheel: string;
  readonly scratch: string;
  readonly libraryFolder: string;
  readonly headerFolder: string;
}

async function checksumOrNothing(path: string): Promise<string | undefined> {
  try {
    return await sha256Of(path);
  } catch {
    return undefined;
  }
}
