import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
  /** The addon as @tensorflow/tfjs-node will find it. */
  readonly addon: string;
  /** The folder of libtensorflow. */
  readonly libraries: string;
  /** Version of TensorFlow, as the library states it; undefined for what lastbit did not install. */
  readonly tensorflow: string | undefined;
}

/**
 * The addon under @tensorflow/tfjs-node and its TensorFlow, or undefined where it is not completely installed.
 * Puts the links into node_modules right if `npm ci` has wiped them: after this call the package can be imported.
 */
export function tfjsNodeAddon(): TfjsNodeAddon | undefined {
  const packageFolder = tfjsNodePackage();
  if (packageFolder === undefined) return undefined;
  const installed = findInstalled(tfjsNodeComponent);
  if (installed) tfjsNodeComponent.link?.(installed);
  const addon = addonIn(packageFolder);
  if (!existsSync(addon)) return undefined;
  return { addon, libraries: join(packageFolder, 'deps', 'lib'), tensorflow: installed?.manifest.version };
}
