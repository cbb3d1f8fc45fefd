import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Library } from './library.ts';
import { processor } from './processor.ts';
import { type Tensorflow, tfjsOperations } from './tfjs-operations.ts';

const require = createRequire(import.meta.url);

/** tfjs's JavaScript backend: plain loops over typed arrays. Tested with 4.22.0; it has no settings. */
export async function loadTfjsCpu(): Promise<Library> {
  const tf: Tensorflow = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-cpu');
  return library('tfjs-cpu', 'cpu', tf, () => ({}));
}

/** tfjs's WebAssembly backend (XNNPACK). Tested with 4.22.0. The `.wasm` files are in the package; Node offers no threads to it. */
export async function loadTfjsWasm(): Promise<Library> {
  const tf: Tensorflow = require('@tensorflow/tfjs-core');
  const wasm: {
    setWasmPaths(folder: string): void;
    getThreadsCount(): number;
  } = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return library('tfjs-wasm', 'wasm', tf, () => ({ simd, threads: threaded ? wasm.getThreadsCount() : 1 }));
}

async function library(engine: string, backend: string, tf: Tensorflow, more: () => object): Promise<Library> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs could not start its backend ${backend}`);
  await tf.ready();
  return {
    engine,
    version: tf.version_core,
    operations: tfjsOperations(tf),
    environment: { ...processor(), threads: 1, node: process.version, backend: tf.getBackend(), ...more() },
    isRefusal: isTfjsRefusal,
  };
}

/** What tfjs says when it refuses a combination of arguments, as opposed to failing at it. */
export function isTfjsRefusal({ message }: Error): boolean {
  return /Either strides? or dilations? must be 1|supports only|not (?:yet )?(?:supported|implemented)|does not support/i.test(
    message,
  );
}
