import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.ts';
import { CannotInstall } from './cannot-install.ts';
import type { ManifestFile } from './component.ts';
import { sha256Of } from './manifest.ts';
import { pip } from './pip.ts';
import type { Progress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { watchGrowth } from './watch-growth.ts';

/**
 * The wheel that holds the real libtensorflow. Its file is for CPython 3.11; only the C library and headers in it are used, so the Python
 * that downloads it may be any other. Size and checksum belong to this one file.
 */
export const tensorflowVersion: string = '2.21.0';
const wheelBytes = 273_829_956;
export const wheelSha256: string = '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c';
const requirements = fileURLToPath(new URL('./requirements-tensorflow.txt', import.meta.url));
const unpacker = fileURLToPath(new URL('./unpack_wheel.py', import.meta.url));

/** The two libraries in it. Their checksums follow from that of the wheel; stated here, nobody need read 853 MB again to know them. */
const libraries: readonly ManifestFile[] = [
  {
    path: 'libtensorflow_cc.so.2',
    bytes: 788_086_608,
    sha256: '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
  },
  {
    path: 'libtensorflow_framework.so.2',
    bytes: 65_222_328,
    sha256: 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
  },
];
/** Those of the C headers' folders that the addon's sources reach. */
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
  mkdirSync(join(kept, '..'), { recursive: true });
  renameSync(wheel, kept);
  return kept;
}

/** Puts the libraries into `libraryFolder` and the headers into `headerFolder`; returns what the libraries are. */
export async function unpackTensorflow(
  { component, python, wheel, scratch, libraryFolder, headerFolder }: Unpacking,
  progress: Progress,
): Promise<readonly ManifestFile[]> {
  const stop = watchGrowth(
    scratch,
    libraries.reduce((sum, { bytes }) => sum + bytes, 0),
    (text) => progress.step(component, `unpacking TensorFlow${text}`),
  );
  // Made beforehand: two unpackers that make the same folder at once would stumble over one another.
  mkdirSync(join(scratch, 'tensorflow'), { recursive: true });
  try {
    // The largest file in one process, all the rest in another: inflating is one thread's work.
    const results = await Promise.all([
      runCommand(python, [unpacker, wheel, scratch, `tensorflow/${libraries[0]?.path}`]),
      runCommand(python, [unpacker, wheel, scratch, `tensorflow/${libraries[1]?.path}`, ...headers]),
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
  for (const { path } of libraries) renameSync(join(scratch, 'tensorflow', path), join(libraryFolder, path));
  renameSync(join(scratch, 'tensorflow', 'include'), headerFolder);
  rmSync(scratch, { recursive: true, force: true });
  return libraries;
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
