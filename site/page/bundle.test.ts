import { builtinModules } from 'node:module';
import { createContext, runInContext } from 'node:vm';
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

/** What a worker of a browser has. Node's own globals, such as process and Buffer, are not there. */
function workerContext(tell: (reply: Reply) => void): { ask?: (event: { data: unknown }) => void } {
  const heard: { ask?: (event: { data: unknown }) => void } = {};
  const globals = {
    ...{
      TextDecoder,
      TextEncoder,
      Blob,
      CompressionStream,
      DecompressionStream,
      atob,
      btoa,
      performance,
      setTimeout,
      clearTimeout,
    },
    navigator: { userAgent: 'a test' },
    postMessage: tell,
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) => {
      heard.ask = listener;
    },
  };
  const context = createContext(globals);
  runInContext('globalThis.self = globalThis;', context);
  return Object.assign(heard, { context });
}

test('the page has at most 300 kB compressed, and its worker explains without the globals of Node', async () => {
  const files = await pageFiles({ withEngines: false });
  const bytes = [...files]
    .filter(([name]) => name !== 'engines.js')
    .map(([, content]) => gzipSync(content, { level: 9 }).length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(300_000);

  const explanation = await new Promise<Explanation>((resolve, reject) => {
    const heard = workerContext((reply) => {
      if (reply.kind === 'explained') resolve(reply.explained.explanation);
      if (reply.kind === 'refused') reject(new Error(reply.message));
    }) as ReturnType<typeof workerContext> & { context: object };
    runInContext(`${files.get('worker.js')};(0, eval)(lastbitSources.worker);`, heard.context);
    const asked = { command: 'explain', operation: 'conv', arrays: [], options: {}, files: [] };
    heard.ask!({ data: { id: 1, asked } });
  });
  expect(explanation.output.exact.decimal).toBe('0.001403816044330596923828125');
});
