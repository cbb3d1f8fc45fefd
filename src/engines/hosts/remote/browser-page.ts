import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guard, guardFolder } from '../../process/watchdog.ts';
import { browserWords } from './browser-words.ts';
import { type Backend, type Calculator, tensorCalls } from './remote-tensorflow.ts';

/** What is used of playwright-core. */
interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> };
}
interface Browser {
  version(): string;
  newPage(): Promise<Page>;
  newBrowserCDPSession(): Promise<{ send(method: string): Promise<unknown> }>;
  on(event: 'disconnected', listener: () => void): void;
}
interface Page {
  goto(url: string): Promise<unknown>;
  on(event: 'crash', listener: () => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
}

const backends: Readonly<Record<string, string>> = {
  'tfjs-webgl': 'webgl',
  'tfjs-webgpu': 'webgpu',
  'tfjs-wasm-browser': 'wasm',
};

/** The page starts the backend, and asks for one request after another; each question brings the answer to the last. */
const script = (backend: string, flags: object): string => `
(async () => {
  let answer;
  let isLost = () => false;
  try {
    const started = await startBackend(tf, '${backend}', ${JSON.stringify(flags)});
    isLost = started.isLost;
    answer = encodeMessage({ backend: { version: started.version, adapter: started.adapter } }, []);
  } catch (error) {
    answer = encodeMessage({ gone: error.message }, []);
  }
  for (;;) {
    const response = await fetch('calls', { method: 'POST', body: answer });
    answer = await computeCalls(tf, await response.arrayBuffer(), isLost);
  }
})();`;

/**
 * A page in a Chromium of its own, with tfjs from the packages in `folder`. A server on this machine alone, under a
 * name that nobody can guess, gives the page its files and its requests. Profile and temporary files are in one folder;
 * however this process ends, the watchdog ends the browser and removes the folder.
 */
export async function openBrowserPage(
  engine: string,
  folder: string,
  program: string,
  flags: object,
): Promise<Calculator> {
  const backend = backends[engine]!;
  const scratch = mkdtempSync(join(tmpdir(), 'lastbit-browser-'));
  guardFolder(scratch);
  const { url, first, exchange } = await serveCallsTo(pageFiles(folder, backend, flags));
  // Playwright makes the profile in the temporary folder of this thread.
  process.env.TMPDIR = scratch;
  const { chromium }: Playwright = createRequire(join(folder, 'package.json'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: program,
    ...{ headless: true, args: browserWords(), handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    env: { ...process.env, TMPDIR: scratch, HOME: scratch, XDG_CONFIG_HOME: scratch, XDG_CACHE_HOME: scratch },
  });
  await guardBrowser(browser);
  const gone = new Promise<string>((resolve) => browser.on('disconnected', () => resolve('the browser has ended')));
  const page = await browser.newPage();
  const failed = new Promise<string>((resolve) => {
    page.on('crash', () => resolve('the page in the browser has crashed'));
    page.on('pageerror', ({ message }) => resolve(`the page in the browser failed: ${message}`));
  });
  await page.goto(url);
  const ended = Promise.race([gone, failed]);
  const { header } = tensorCalls.decodeMessage(
    await Promise.race([first, ended.then((reason) => tensorCalls.encodeMessage({ gone: reason }, []))]),
  );
  if (!('backend' in header)) throw new Error('gone' in header ? header.gone : 'it does not start');
  const started: Backend = { ...header.backend, platform: `Chromium ${browser.version()}` };
  return { backend: started, compute: exchange, gone: ended };
}

/** The browser leads a process group of its own. */
async function guardBrowser(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    readonly processInfo: readonly { readonly type: string; readonly id: number }[];
  };
  const own = processInfo.find(({ type }) => type === 'browser');
  if (own !== undefined) guard(own.id);
}

type Files = Readonly<Record<string, () => { readonly type: string; readonly body: Buffer | string }>>;

function pageFiles(folder: string, backend: string, flags: object): Files {
  const packages = join(folder, 'node_modules', '@tensorflow');
  const dist = join(packages, `tfjs-backend-${backend}`, 'dist');
  const code = (path: string) => () => ({ type: 'text/javascript', body: readFileSync(path) });
  const wasm = (name: string) => () => ({ type: 'application/wasm', body: readFileSync(join(dist, name)) });
  const scripts = ['core.js', 'backend.js', 'calls.js', 'start.js'].map((name) => `<script src="${name}"></script>`);
  const binaries = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
  return {
    '': () => ({ type: 'text/html', body: `<!doctype html><title>lastbit</title><body>${scripts.join('')}` }),
    'core.js': code(join(packages, 'tfjs-core', 'dist', 'tf-core.min.js')),
    'backend.js': code(join(dist, `tf-backend-${backend}.min.js`)),
    'calls.js': code(fileURLToPath(new URL('./tensor-calls.cjs', import.meta.url))),
    'start.js': () => ({ type: 'text/javascript', body: script(backend, flags) }),
    ...(backend === 'wasm' ? Object.fromEntries(binaries.map((name) => [name, wasm(name)])) : {}),
  };
}

/** With these a page may share memory between threads, which the WebAssembly backend asks for. */
const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

interface Calls {
  readonly url: string;
  /** What the page says first. */
  readonly first: Promise<ArrayBuffer>;
  /** Sends a request to the page and waits for its answer. */
  exchange(request: ArrayBuffer): Promise<ArrayBuffer>;
}

/** Serves files to a page, and requests by a question that is answered when there is one. */
async function serveCallsTo(files: Files): Promise<Calls> {
  const base = `/${crypto.randomUUID()}/`;
  let waiting: ServerResponse | undefined;
  let resolve: (answer: ArrayBuffer) => void = () => {};
  const next = (): Promise<ArrayBuffer> =>
    new Promise((told) => {
      resolve = told;
    });
  const server = createServer(async (request, response) => {
    const name = request.url?.startsWith(base) ? request.url.slice(base.length) : undefined;
    if (name === 'calls' && request.method === 'POST') {
      const answer = await bodyOf(request);
      waiting = response;
      resolve(answer);
      return;
    }
    const file = name === undefined ? undefined : files[name]?.();
    response.writeHead(file === undefined ? 404 : 200, { 'Content-Type': file?.type ?? 'text/plain', ...isolated });
    response.end(file?.body);
  });
  server.requestTimeout = 0;
  const first = next();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}`,
    first,
    exchange: (request) => {
      const answer = next();
      waiting?.end(Buffer.from(request));
      return answer;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<ArrayBuffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts)).buffer;
}
