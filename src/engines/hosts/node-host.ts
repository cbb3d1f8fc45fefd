import { answerWith } from './answer.ts';
import type { Library } from './library.ts';
import { loadTfjsCpu, loadTfjsWasm } from './load-tfjs.ts';
import { loadTfjsNode } from './load-tfjs-node.ts';
import { keepStandardOutput, serve } from './serve.ts';

/** The host of every engine that is a Node library; its one argument names the engine. */
const loaders: Readonly<Record<string, () => Promise<Library>>> = {
  'tfjs-cpu': loadTfjsCpu,
  'tfjs-wasm': loadTfjsWasm,
  'tfjs-node': loadTfjsNode,
};

async function run(engine: string): Promise<void> {
  const load = loaders[engine];
  if (load === undefined) throw new Error(`the engine ${engine} is none of ${Object.keys(loaders).join(', ')}`);
  await serve(answerWith(await load()));
}

keepStandardOutput();
try {
  await run(process.argv[2] ?? '');
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
