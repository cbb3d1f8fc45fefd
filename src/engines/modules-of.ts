import { delimiter, join } from 'node:path';
import { findTfjsNode, findVenv, numpyVersions, sitePackages } from './locations.ts';
import { findNpmEngine, npmLibraries } from './npm-engines.ts';
import { findPythonEngine, pythonLibraries } from './python-engines.ts';

/** The engines that programs outside lastbit can use where lastbit has installed them. */
export const enginesWithModules: readonly string[] = [
  ...['tfjs-node', 'numpy'],
  ...pythonLibraries.map(({ name }) => name),
  ...npmLibraries.map(({ name }) => name),
];

/**
 * What programs outside lastbit give as NODE_PATH or PYTHONPATH to use an engine that lastbit has installed; undefined
 * if it is not installed. In Python these are two folders, one of them with NumPy.
 */
export function modulesOf(engine: string): string | undefined {
  const folder = engine === 'tfjs-node' ? findTfjsNode()?.folder : findNpmEngine(engine);
  if (folder !== undefined) return join(folder, 'node_modules');
  const numpy = findVenv('numpy', numpyVersions);
  const found = findPythonEngine(engine);
  return numpy === undefined || found === undefined
    ? undefined
    : [...found.packages, sitePackages(numpy)].join(delimiter);
}
