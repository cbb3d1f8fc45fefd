import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { caseLinks, caseLinksPage } from './case-links.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const sources = join(checkout, 'site', 'page');

/** Where `npm run site:page` puts the page. */
export const pageFolder: string = join(checkout, 'site', 'dist', 'page');

const common: BuildOptions = {
  bundle: true,
  platform: 'browser',
  target: ['es2022'],
  format: 'iife',
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'silent',
  absWorkingDir: checkout,
};

async function bundled(entry: string, more: BuildOptions = {}): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  const define = { LASTBIT_VERSION: JSON.stringify(version) };
  const { outputFiles } = await build({ ...common, define, entryPoints: [join(sources, entry)], ...more });
  return outputFiles![0]!.text;
}

/**
 * A worker as a script that holds its source: a page that is opened from disk may not load a worker from a file, but it
 * may make one of text.
 */
const asText = (name: string, source: string): string =>
  `(globalThis.lastbitSources??={}).${name}=${JSON.stringify(source)};\n`;

export interface PageOptions {
  /** Without them the page builds in half the time. */
  readonly withEngines?: boolean;
}

/** What the page consists of: file name → content. Addresses in it are relative, so it works in any folder. */
export async function pageFiles({ withEngines = true }: PageOptions = {}): Promise<ReadonlyMap<string, string>> {
  const [page, worker, engines, style] = await Promise.all([
    bundled('main.ts'),
    bundled('work/worker.ts'),
    withEngines ? bundled('engines/device-worker.ts', { loader: { '.wasm': 'binary' } }) : undefined,
    bundled('page.css', { loader: { '.css': 'css' } }),
  ]);
  const links = caseLinksPage(await caseLinks());
  return new Map([
    ['cases.html', links],
    ['index.html', readFileSync(join(sources, 'index.html'), 'utf8')],
    ['page.css', style],
    ['page.js', page],
    ['worker.js', asText('worker', worker)],
    ...(engines === undefined ? [] : ([['engines.js', asText('engines', engines)]] as const)),
  ]);
}

/** Writes the page into a folder, which is emptied first. */
export async function buildPage(folder: string = pageFolder, options: PageOptions = {}): Promise<void> {
  const files = await pageFiles(options);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage();
  process.stdout.write(`site/dist/page/index.html\n`);
}
