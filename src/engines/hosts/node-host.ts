import { answerWith } from './answer.ts';
import type { Library } from './library.ts';
import { loadOnnxruntimeWeb } from './load-onnxruntime-web.ts';
import { loadTfjsCpu, loadTfjsNode, loadTfjsWasm } from './load-tfjs.ts';
import { keepStandardOutput, serve } from './serve.ts';

/** The engines that are Node libraries. */
const loaders: Readonly<Record<string, (...words: readonly string[]) => Promise<Library>>> = {
  'tfjs-cpu': loadTfjsCpu,
  'tfjs-wasm': loadTfjsWasm,
  'tfjs-node': loadTfjsNode,
  'onnxruntime-web': loadOnnxruntimeWeb,
};

/**
 * Serves one engine until the end of standard input, then exits. If the engine cannot be loaded: one line on standard
 * error and exit status 1. `words` are for its loader.
 */
export async function runHost(engine = '', ...words: readonly string[]): Promise<never> {
  keepStandardOutput();
  try {
    const load = loaders[engine];
    if (load === undefined) throw new Error(`the engine ${engine} is none of ${Object.keys(loaders).join(', ')}`);
    await serve(answerWith(await load(...words)));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}
