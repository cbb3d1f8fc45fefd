import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A program that starts an engine, prints its process id, and then does as its arguments say: MODULES ENGINE-MODE
 * ENDING. MODULES is the folder of the compiled src. With `hang` the engine is busy for a minute when the ending comes.
 */
const [modules, python, mode = 'well', ending = 'wait'] = process.argv.slice(2);
const { EngineClient } = await import(`${pathToFileURL(modules)}/engines/process/engine-client.js`);
const { convShape } = await import(`${pathToFileURL(modules)}/conv/shape-text.js`);
const fake = fileURLToPath(new URL('./fake-engine.test-support.py', import.meta.url));
const launch = { command: python, words: ['-S', '-E', fake, mode], environment: {} };
const client = new EngineClient('fake', launch, { requestTimeoutMs: 60_000, onEvent: () => {} });
const { environment } = await client.hello();
const shape = convShape('1x1');
const batch = { shape, count: 1, images: Float32Array.of(666), kernels: Float32Array.of(1) };
if (mode === 'hang') void client.evaluate('conv2d', 'binary32', batch);
await new Promise((resolve) => setTimeout(resolve, 100));
process.stdout.write(`${environment.pid}\n`);
if (ending === 'throw') setTimeout(() => Promise.reject(new Error('nobody catches this')), 10);
if (ending === 'wait') setInterval(() => {}, 1000);
if (ending === 'exit') process.exit(5);
// With `end` nothing is closed: an idle engine must not keep the program alive.
