import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { processor } from '../machine.ts';
import type { Library } from './library.ts';
import { requireTfjsNode } from './require-tfjs-node.ts';
import { tensorflowBinary64 } from './tensorflow-binary64.ts';
import type { TensorflowAddon } from './tensorflow-doubles.ts';
import { type Tensorflow, tfjsOperations } from './tfjs-operations.ts';

const require = createRequire(import.meta.url);

/** The JavaScript backend of tfjs: plain loops over typed arrays. Tested with 4.22.0. It has no settings. */
export async function loadTfjsCpu(): Promise<Library> {
  const tf: Tensorflow = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-cpu');
  return library('tfjs-cpu', 'cpu', tf, () => ({}));
}

/**
 * The WebAssembly backend of tfjs (XNNPACK). Tested with 4.22.0. The `.wasm` files are in the package. Node gives it no
 * threads.
 */
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

/** What tfjs says if it does not support a combination of arguments, as opposed to failing at it. */
export function isTfjsRefusal({ message }: Error): boolean {
  return (
    /Either strides? or dilations? must be 1/i.test(message) ||
    /supports only|not (?:yet )?(?:supported|implemented)|does not support/i.test(message)
  );
}

/** Variables that TensorFlow reads when its library loads. */
const switches = ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'];

/**
 * TensorFlow through @tensorflow/tfjs-node. Tested with 4.22.0 over libtensorflow 2.21.0, which `lastbit engines
 * install` installs. The registry sets the number of threads.
 */
export async function loadTfjsNode(packageFolder = ''): Promise<Library> {
  const tf = requireTfjsNode<Tensorflow & { version: Record<string, string> }>(packageFolder);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('tfjs could not start its backend tensorflow');
  await tf.ready();
  const backend = tf.backend() as unknown as { readonly binding: TensorflowAddon };
  const options = Object.fromEntries(switches.map((name) => [name, process.env[name] ?? 'not set']));
  return {
    engine: 'tfjs-node',
    version: backend.binding.TF_Version,
    operations: [...tfjsOperations(tf), ...tensorflowBinary64(backend.binding)],
    environment: {
      ...processor(),
      threads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? Number.NaN) || 'not set',
      node: process.version,
      backend: tf.getBackend(),
      package: `@tensorflow/tfjs-node ${tf.version['tfjs-node']}`,
      options,
    },
    isRefusal: (error) => isTfjsRefusal(error) || isTensorflowRefusal(error),
  };
}

/** What TensorFlow says if a kernel does not support something on this device. */
function isTensorflowRefusal({ message }: Error): boolean {
  return (
    /unimplemented|no OpKernel was registered|only supports|not (?:yet )?supported/i.test(message) ||
    /must be (?:in the range|positive|equal)|dilation (?:depth|rows?|cols?|columns?|width|height) must be 1/i.test(
      message,
    )
  );
}
