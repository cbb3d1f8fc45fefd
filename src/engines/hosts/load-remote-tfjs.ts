import { fileURLToPath } from 'node:url';
import { processor } from '../machine.ts';
import type { Library } from './library.ts';
import { isTfjsRefusal } from './load-tfjs.ts';
import { remoteTensorflow } from './remote/remote-tensorflow.ts';
import { tfjsOperations } from './tfjs-operations.ts';

const softwareAdapters: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['SwiftShader', /swiftshader/i],
  ['lavapipe', /lavapipe|llvmpipe/i],
];

/**
 * A backend of tfjs that computes in a page of a browser, or over Dawn. Tested with tfjs 4.22.0. Its version names the
 * adapter: results depend on it as much as on tfjs.
 */
export async function loadRemoteTfjs(engine: string, words: readonly string[]): Promise<Library> {
  const program = fileURLToPath(new URL('./start-node-host.cjs', import.meta.url));
  const { tf, backend } = remoteTensorflow(program, [engine, ...words]);
  const { version, adapter, platform } = backend;
  const software = softwareAdapters.find(([, pattern]) => pattern.test(adapter))?.[0];
  const device = software === undefined ? adapter : `${software} (software)`;
  return {
    engine,
    version: adapter === 'the processor' ? version : `${version} on ${device}`,
    operations: tfjsOperations(tf),
    environment: {
      ...processor(),
      threads: 1,
      ...{ node: process.version, platform, adapter, device },
      options: { flags: process.env.LASTBIT_TFJS_FLAGS ?? 'not set' },
    },
    isRefusal: isTfjsRefusal,
  };
}
