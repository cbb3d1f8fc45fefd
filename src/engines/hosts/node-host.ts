import { isMainThread } from 'node:worker_threads';
import { answerWith } from './answer.ts';
import type { Library } from './library.ts';
import { loadOnnxruntimeNode, loadOnnxruntimeWeb } from './load-onnxruntime-web.ts';
import { loadRemoteTfjs } from './load-remote-tfjs.ts';
import { loadTfjsCpu, loadTfjsNode, loadTfjsWasm } from './load-tfjs.ts';
import { serveCalls } from './remote/thread.ts';
import { keepStandardOutput, serve } from './serve.ts';

/** The engines that are Node libraries. */
const loaders: Readonly<Record<string, (...words: readonly string[]) => Promise<Library>>> = {
  'tfjs-cpu': loadTfjsCpu,
  'tfjs-wasm': loadTfjsWasm,
  'tfjs-node': loadTfjsNode,
  'onnxruntime-web': loadOnnxruntimeWeb,
  'onnxruntime-node': loadOnnxruntimeNode,
  ...Object.fromEntries(
    ['tfjs-webgl', 'tfjs-webgpu', 'tfjs-wasm-browser', 'tfjs-dawn'].map((name) => [
      name,
      (...words: readonly string[]) => loadRemoteTfjs(name, words),
    ]),
  ),
};

/**
 * Serves one engine until the end of standard input, then exits. If the engine cannot be loaded: one line on standard
 * error and exit status 1. `words` are for its loader. In a thread beside a host: computes for it.
 */
export async function runHost(engine = '', ...words: readonly string[]): Promise<void> {
  if (!isMainThread) return serveCalls(engine, words);
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
