import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findVenv, type Installed, installations, numpyVersions, pythonIn } from './locations.ts';

/** A library for Python that lastbit installs beside NumPy: its packages alone, for the Python that has NumPy. */
export interface PythonLibrary {
  /** The engine, its component, its host `<name>_host.py` and its `requirements-<name>.txt`. */
  readonly name: string;
  readonly title: string;
  /** CPython (`3.11`) → pinned version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Size of the download in MB on Linux x86-64, for the progress line. */
  readonly megabytes: number;
  /** Another of these libraries, whose packages it needs. */
  readonly besides?: string;
  /** The module to import, where that is not the name. */
  readonly module?: string;
  /** Machines that its wheels do not serve, though they may be there. */
  readonly notFor?: readonly string[];
  /** Installed only if it is named. */
  readonly onDemand?: true;
}

const from311 = (version: string): Readonly<Record<string, string>> => ({
  ...{ '3.11': version, '3.12': version, '3.13': version, '3.14': version },
});

const from310 = (version: string): Readonly<Record<string, string>> => ({ '3.10': version, ...from311(version) });

const onDemand = { onDemand: true } as const;

/** Those that are installed only if they are named. */
const librariesOnDemand: readonly PythonLibrary[] = [
  {
    ...{ name: 'torch', title: 'PyTorch', versions: from311('2.15.0'), megabytes: 540, ...onDemand },
    notFor: ['linux-arm64'],
  },
  { name: 'jax', title: 'JAX', versions: from311('0.10.2'), megabytes: 95, besides: 'scipy', ...onDemand },
  { name: 'openvino', title: 'OpenVINO', versions: from310('2026.4.1'), megabytes: 60, ...onDemand },
  {
    ...{ name: 'tensorflow', title: 'TensorFlow', megabytes: 280, ...onDemand },
    versions: { '3.10': '2.21.0', '3.11': '2.21.0', '3.12': '2.21.0', '3.13': '2.21.0' },
  },
  { name: 'litert', title: 'LiteRT', versions: from310('2.3.0'), megabytes: 22, module: 'ai_edge_litert', ...onDemand },
  { name: 'numba', title: 'Numba', versions: from310('0.68.1'), megabytes: 64, ...onDemand },
  { name: 'mxnet', title: 'MXNet', versions: { '3.10': '1.9.1', '3.11': '1.9.1' }, megabytes: 67, ...onDemand },
];

/** The libraries that share the interpreter and the NumPy of the engine `numpy`. */
export const pythonLibraries: readonly PythonLibrary[] = [
  { name: 'scipy', title: 'SciPy', versions: { '3.10': '1.15.3', ...from311('1.17.1') }, megabytes: 35 },
  { name: 'onnxruntime', title: 'ONNX Runtime', versions: { '3.10': '1.23.2', ...from311('1.32.0') }, megabytes: 28 },
  { name: 'opencv', title: 'OpenCV', versions: from310('5.0.0.93'), megabytes: 61 },
  { name: 'ncnn', title: 'ncnn', versions: from310('1.0.20261020'), megabytes: 11 },
  { name: 'mlx', title: 'MLX', versions: from310('0.32.4'), megabytes: 11 },
  ...librariesOnDemand,
];

/** A Python that can run an engine's host, and the folders with the packages of its library. */
export interface PythonEngine {
  readonly python: string;
  readonly packages: readonly string[];
}

/** How to run the host of an engine in Python; undefined if it is not installed. Looks at files only. */
export function findPythonEngine(name: string): PythonEngine | undefined {
  const given = findGiven(name);
  if (given?.details.given !== undefined) return { python: given.details.given, packages: [] };
  const base = findVenv('numpy', numpyVersions);
  if (base === undefined) return undefined;
  const python = pythonIn(base.folder);
  if (name === 'numpy') return { python, packages: [] };
  const library = pythonLibraries.find((one) => one.name === name);
  const packages = library === undefined ? undefined : packagesOf(library, base);
  return packages === undefined ? undefined : { python, packages };
}

/** The folders with the packages of a library and of the one that it needs; undefined if one is not installed. */
export function packagesOf(
  library: PythonLibrary,
  base: Installed,
  folder: string | undefined = findBeside(library, base)?.folder,
): readonly string[] | undefined {
  const other = pythonLibraries.find(({ name }) => name === library.besides);
  const more = other === undefined ? [] : packagesOf(other, base);
  return folder === undefined || more === undefined ? undefined : [packagesIn(folder), ...more];
}

/** What `engines install NAME --python PATH` has noted: an interpreter of the user that has the library. */
export function findGiven(name: string, python?: string): Installed | undefined {
  return installations(name).find(
    ({ details: { given } }) => given !== undefined && existsSync(given) && (python ?? given) === given,
  );
}

/** The installation of a library for the Python and the NumPy of `base`. */
export function findBeside(
  { name, versions }: PythonLibrary,
  base: Installed | undefined = findVenv('numpy', numpyVersions),
): Installed | undefined {
  if (base === undefined) return undefined;
  const { pythonVersion = '' } = base.details;
  return installations(name).find(
    ({ version, details }) =>
      version === versions[pythonVersion] && details.pythonVersion === pythonVersion && details.given === undefined,
  );
}

/** The packages of a library below its installation. */
export function packagesIn(folder: string): string {
  return join(folder, 'packages');
}
