import { existsSync } from 'node:fs';
import { findInstalled } from './install-component.ts';
import { numpyComponent } from './numpy-component.ts';
import { pythonIn } from './python-component.ts';
import { addonIn, tfjsNodeComponent, tfjsNodePackage } from './tfjs-node-component.ts';

/** The interpreter of the private virtual environment that has NumPy, or undefined where it is not completely installed. */
export function pythonOfVenv(): string | undefined {
  const installed = findInstalled(numpyComponent);
  return installed && pythonIn(installed.folder);
}

export interface TfjsNodeAddon {
  /** The addon as @tensorflow/tfjs-node finds it. */
  readonly addonPath: string;
  /** The folder of @tensorflow/tfjs-node. */
  readonly packageFolder: string;
  /** Version of TensorFlow, as the library states it. */
  readonly version: string;
}

/**
 * The addon under @tensorflow/tfjs-node and its TensorFlow, or undefined where it is not completely installed. Also puts the links in
 * node_modules right if `npm ci` has wiped them: after this call the package can be imported.
 */
export function tfjsNodeAddon(): TfjsNodeAddon | undefined {
  const packageFolder = tfjsNodePackage();
  if (packageFolder === undefined) return undefined;
  const installed = findInstalled(tfjsNodeComponent);
  if (installed) tfjsNodeComponent.link?.(installed);
  const addonPath = addonIn(packageFolder);
  if (!existsSync(addonPath)) return undefined;
  const version = installed?.manifest.version ?? 'not installed by lastbit';
  return { addonPath, packageFolder, version };
}
