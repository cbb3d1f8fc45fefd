import { answerWith } from './answer.ts';
import type { Library } from './library.ts';
import { loadTfjsCpu, loadTfjsWasm } from './load-tfjs.ts';
import { loadTfjsNode } from './load-tfjs-node.ts';
import { keepStandardOutput, serve } from './serve.ts';

/** Every engine that is a Node library. */
const loaders: Readonly<Record<string, (...words: readonly string[]) => Promise<Library>>> = {
  'tfjs-cpu': loadTfjsCpu,
  'tfjs-wasm': loadTfjsWasm,
  'tfjs-node': loadTfjsNode,
};

/** Serves one engine until the end of standard input, then ends the process: with status 1 and one line where the engine cannot be had. */
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
