import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { findBrowser, howToGetBrowser } from '../../src/engines/find-browser.ts';
import { fragmentOf } from '../../src/link/link.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { type OpenBrowser, openBrowser } from '../../tools/page/browser.ts';
import { buildPage, type PageOptions } from '../../tools/page/build-page.ts';

export interface PageUnderTest {
  readonly browser: OpenBrowser;
  /** The address of the built page, a file. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Builds the page and starts the browser. Undefined, with a line that says so, where there is none: in CI that is an
 * error, unless LASTBIT_NO_BROWSER says why there is none.
 */
export async function openPageUnderTest(options: PageOptions = {}): Promise<PageUnderTest | undefined> {
  const path = findBrowser();
  if (path === undefined) {
    const { CI, LASTBIT_NO_BROWSER: why } = process.env;
    const because = why ? ` (${why})` : '';
    const line = `the page is not tested: no Chromium is here${because}; to get it: ${howToGetBrowser()}`;
    if (CI === 'true' && !why) throw new Error(line);
    process.stderr.write(`${line}\n`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-page-'));
  const [browser] = await Promise.all([openBrowser(path), buildPage(folder, options)]);
  return {
    ...{ browser, address: pathToFileURL(join(folder, 'index.html')).href },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A page, and what went wrong on it: connections, errors, messages of the console. */
export interface Opened {
  readonly page: Page;
  readonly wrong: readonly string[];
}

export async function openAt({ browser, address }: PageUnderTest, fragment = ''): Promise<Opened> {
  const page = await browser.context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  page.on('console', (told) => {
    if (['error', 'warning'].includes(told.type())) wrong.push(told.text());
  });
  page.on('request', (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) wrong.push(`a connection to ${request.url()}`);
  });
  await page.goto(fragment === '' ? address : `${address}#${fragment}`);
  return { page, wrong };
}

export const openCase = async (under: PageUnderTest, asked: LinkedCase): Promise<Opened> =>
  openAt(under, await fragmentOf(asked));

/** The JSON of the page, once the whole answer is there. */
export async function answerOf(page: Page): Promise<unknown> {
  await page.locator('[data-done] #share').waitFor();
  return comparable(JSON.parse((await page.locator('details[data-text="JSON"] pre').textContent()) ?? ''));
}

/** What the command line says, asked for our own algorithms only, as the page is. */
export async function commandAnswer(words: readonly string[]): Promise<unknown> {
  // Here, because it reads every command, which most tests of the page do without.
  const { mainHere } = await import('../../src/cli/main-here.test-support.ts');
  const { stdout, stderr } = await mainHere([
    ...words,
    '--json',
    ...(words[0] === 'explain' ? ['--subject', 'lastbit'] : []),
  ]);
  if (stderr !== '') throw new Error(stderr);
  return comparable(JSON.parse(stdout));
}

/** Without times, and without the machine: the rest is the same everywhere. */
function comparable(record: unknown): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value) => (key === 'relativeTime' || key === 'environment' ? undefined : value)),
  );
}

export const text = (name: string, content: string): LinkedCase['files'][number] => ({
  name,
  content: new TextEncoder().encode(content),
});
