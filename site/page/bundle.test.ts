import { builtinModules } from 'node:module';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import { pageFiles } from '../../tools/page/build-page.ts';
import type { Reply } from './messages.ts';

const rooms = ['explain/explain', 'judge/judge-outputs', 'arrays/judge-arrays', 'reveal/convolution/reveal-subject'];
const others = ['sums/algorithms', 'conv/terms', 'float/exact-dot', 'errors/usage-error', 'inputs/cases', 'link/link'];

test('the rooms of the page bundle for a browser without a module of Node', async () => {
  const contents = [...rooms, ...others].map((file, i) => `export * as room${i} from './src/${file}.ts';`).join('\n');
  const found = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    ...{ bundle: true, platform: 'browser', format: 'esm', write: false, metafile: true, logLevel: 'silent' },
  });
  const imported = Object.values(found.metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(imported.length).toBeGreaterThan(100);
  expect(imported.filter((path) => path.startsWith('node:') || builtinModules.includes(path))).toEqual([]);
});

/** Gives a thread what a worker of a browser has, and takes Node's own globals away. */
const prelude = `
  const { parentPort } = require('node:worker_threads');
  globalThis.self = globalThis;
  globalThis.postMessage = (reply) => parentPort.postMessage(reply);
  globalThis.addEventListener = (_, listener) => parentPort.on('message', (data) => listener({ data }));
  for (const name of ['process', 'Buffer', 'setImmediate', 'clearImmediate', 'global']) delete globalThis[name];
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'a test' } });
`;

test('the page has at most 300 kB compressed, and its worker explains without the globals of Node', async () => {
  const files = await pageFiles({ withEngines: false });
  const bytes = [...files]
    .filter(([name]) => name !== 'cases.html')
    .map(([, content]) => gzipSync(content, { level: 9 }).length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(300_000);

  const worker = new Worker(`${prelude}${files.get('worker.js')};(0, eval)(lastbitSources.worker);`, { eval: true });
  try {
    const answer = new Promise<Explanation>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'explained') resolve(reply.explained.explanation);
        if (reply.kind === 'refused') reject(new Error(reply.message));
      });
    });
    const asked = { command: 'explain', operation: 'conv', arrays: [], options: {}, files: [] };
    worker.postMessage({ id: 1, asked });
    expect((await answer).output.exact.decimal).toBe('0.001403816044330596923828125');
  } finally {
    await worker.terminate();
  }
});
