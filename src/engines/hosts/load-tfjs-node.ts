import type { Library } from './library.ts';
import { isTfjsRefusal } from './load-tfjs.ts';
import { processor } from './processor.ts';
import { requireTfjsNode } from './require-tfjs-node.ts';
import { tensorflowBinary64 } from './tensorflow-binary64.ts';
import type { TensorflowAddon } from './tensorflow-doubles.ts';
import { type Tensorflow, tfjsOperations } from './tfjs-operations.ts';

/** What TensorFlow reads when its library loads. */
const switches = ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'];

/**
 * TensorFlow itself through @tensorflow/tfjs-node. Tested with 4.22.0 over libtensorflow 2.21.0, which `lastbit engines
 * install` installs. `addon` is the path of the package's addon. Threads are set to one by the registry.
 */
export async function loadTfjsNode(addon = ''): Promise<Library> {
  const tf = requireTfjsNode<Tensorflow & { version: Record<string, string> }>(addon);
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

/** TensorFlow's own words for what a kernel does not do on this device. */
function isTensorflowRefusal({ message }: Error): boolean {
  return /unimplemented|no OpKernel was registered|only supports|not (?:yet )?supported|must be (?:in the range|positive|equal)/i.test(
    message,
  );
}
