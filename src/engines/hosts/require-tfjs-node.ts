import { createRequire, Module } from 'node:module';
import util from 'node:util';

const require = createRequire(import.meta.url);

/**
 * Loads @tensorflow/tfjs-node with an addon that may lie anywhere. The package asks node-pre-gyp for the path of its
 * addon; here that answers `addon`, so that nothing has to be written into node_modules.
 */
export function requireTfjsNode<Library>(addon: string): Library {
  restoreUtil();
  const finder = createRequire(require.resolve('@tensorflow/tfjs-node/package.json')).resolve('@mapbox/node-pre-gyp');
  require.cache[finder] = Object.assign(new Module(finder), { loaded: true, exports: { find: () => addon } });
  return require('@tensorflow/tfjs-node');
}

/** Node 23 removed functions of `util` that the package calls; these are the two. */
function restoreUtil(): void {
  const present = util as unknown as Record<string, unknown>;
  present.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  present.isArray ??= Array.isArray;
}
