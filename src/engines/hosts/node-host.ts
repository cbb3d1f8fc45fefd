import { answerWith } from './answer.ts';
import type { Library } from './library.ts';
import { loadTfjsCpu, loadTfjsWasm } from './load-tfjs.ts';
import { keepStandardOutput, serve } from './serve.ts';

/** The host of every engine that is a Node library; its one argument names the engine. */
const loaders: Readonly<Record<string, () => Promise<Library>>> = {
  'tfjs-cpu': loadTfjsCpu,
  'tfjs-wasm': loadTfjsWasm,
};

keepStandardOutput();
const load = loaders[process.argv[2] ?? ''];
if (load === undefined) throw new Error(`the engine ${process.argv[2]} is none of ${Object.keys(loaders).join(', ')}`);
await serve(answerWith(await load()));
process.exit(0);
