import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
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
export const libraries: readonly (ManifestFile & { readonly alias: string })[] = [
  {
    path: 'libtensorflow_cc.so.2',
    alias: 'libtensorflow.so',
    bytes: 788_086_608,
    sha256: '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
  },
  {
    path: 'libtensorflow_framework.so.2',
    alias: 'libtensorflow_framework.so',
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

/** Unpacks the headers; returns the folder to include. */
export async function unpackHeaders(
  component: string,
  python: string,
  wheel: string,
  scratch: string,
): Promise<string> {
  await unpack(component, python, wheel, scratch, headers);
  return join(scratch, 'tensorflow', 'include');
}

/** Puts the libraries into a folder, with the names under which an addon is linked; returns what they are. */
export async function unpackLibraries(
  { component, python, wheel, scratch, target }: Unpacking,
  progress: Progress,
): Promise<readonly ManifestFile[]> {
  const total = libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  const activity = 'unpacking TensorFlow and compiling the addon';
  const stop = watchGrowth(scratch, total, (text) => progress.step(component, `${activity}${text}`));
  const names = libraries.map(({ path }) => `tensorflow/${path}`);
  try {
    await unpack(component, python, wheel, scratch, names);
  } finally {
    stop();
  }
  mkdirSync(target, { recursive: true });
  for (const { path, alias } of libraries) {
    renameSync(join(scratch, 'tensorflow', path), join(target, path));
    symlinkSync(path, join(target, alias));
  }
  return libraries;
}

export interface Unpacking {
  readonly component: string;
  readonly python: string;
  readonly wheel: string;
  readonly scratch: string;
  readonly target: string;
}

async function unpack(
  component: string,
  python: string,
  wheel: string,
  folder: string,
  prefixes: readonly string[],
): Promise<void> {
  const { status, stderr } = await runCommand(python, [unpacker, wheel, folder, ...prefixes]);
  if (status === 0) return;
  const last = stderr.trim().split('\n').at(-1) || 'stopped';
  throw new CannotInstall(`unpacking TensorFlow failed (${last})`, `npx lastbit engines install ${component}`);
}

async function checksumOrNothing(path: string): Promise<string | undefined> {
  try {
    return await sha256Of(path);
  } catch {
    return undefined;
  }
}
