import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { addonIn } from '../locations.ts';

/**
 * Loads @tensorflow/tfjs-node from its folder. The package asks node-pre-gyp where its addon is; that takes a sixth of
 * a second at every start, and the answer is known.
 */
export function requireTfjsNode<Library>(packageFolder: string): Library {
  restoreUtil();
  const require = createRequire(join(packageFolder, 'package.json'));
  const finder = require.resolve('@mapbox/node-pre-gyp');
  const find = (): string => addonIn(packageFolder);
  require.cache[finder] = Object.assign(new Module(finder), { loaded: true, exports: { find } });
  return require(packageFolder);
}

/** Node 23 removed two functions of `util` that the package calls. */
function restoreUtil(): void {
  const present = util as unknown as Record<string, unknown>;
  present.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  present.isArray ??= Array.isArray;
}
