import { createRequire } from 'node:module';
import util from 'node:util';

/** Loads @tensorflow/tfjs-node, with its addon, from the folder of the package. */
export function requireTfjsNode<Library>(packageFolder: string): Library {
  restoreUtil();
  return createRequire(import.meta.url)(packageFolder);
}

/** Node 23 removed functions of `util` that the package calls; these are the two. */
function restoreUtil(): void {
  const present = util as unknown as Record<string, unknown>;
  present.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  present.isArray ??= Array.isArray;
}
