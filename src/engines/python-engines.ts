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
}

const from311 = (version: string): Readonly<Record<string, string>> => ({
  ...{ '3.11': version, '3.12': version, '3.13': version, '3.14': version },
});

const from310 = (version: string): Readonly<Record<string, string>> => ({ '3.10': version, ...from311(version) });

/** The libraries that share the interpreter and the NumPy of the engine `numpy`. */
export const pythonLibraries: readonly PythonLibrary[] = [
  { name: 'scipy', title: 'SciPy', versions: { '3.10': '1.15.3', ...from311('1.17.1') }, megabytes: 35 },
  { name: 'onnxruntime', title: 'ONNX Runtime', versions: { '3.10': '1.23.2', ...from311('1.32.0') }, megabytes: 28 },
  { name: 'opencv', title: 'OpenCV', versions: from310('5.0.0.93'), megabytes: 61 },
  { name: 'ncnn', title: 'ncnn', versions: from310('1.0.20261020'), megabytes: 11 },
  { name: 'mlx', title: 'MLX', versions: from310('0.32.4'), megabytes: 11 },
];

/** A Python that can run an engine's host, and the folders with the packages of its library. */
export interface PythonEngine {
  readonly python: string;
  readonly packages: readonly string[];
}

/** How to run the host of an engine in Python; undefined if it is not installed. Looks at files only. */
export function findPythonEngine(name: string): PythonEngine | undefined {
  const base = findVenv('numpy', numpyVersions);
  if (base === undefined) return undefined;
  const python = pythonIn(base.folder);
  if (name === 'numpy') return { python, packages: [] };
  const library = pythonLibraries.find((one) => one.name === name);
  const installed = library === undefined ? undefined : findBeside(library, base);
  return installed === undefined ? undefined : { python, packages: [packagesIn(installed.folder)] };
}

/** The installation of a library for the Python and the NumPy of `base`. */
export function findBeside(
  { name, versions }: PythonLibrary,
  base: Installed | undefined = findVenv('numpy', numpyVersions),
): Installed | undefined {
  if (base === undefined) return undefined;
  const { pythonVersion = '' } = base.details;
  return installations(name).find(
    ({ version, details }) => version === versions[pythonVersion] && details.pythonVersion === pythonVersion,
  );
}

/** The packages of a library below its installation. */
export function packagesIn(folder: string): string {
  return join(folder, 'packages');
}
