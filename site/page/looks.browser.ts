import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRun } from '../../src/report/example-run.test-support.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { answerOf, openAt, openPageUnderTest, type PageUnderTest } from './open-page.test-support.ts';

// Screenshots of the page and of a report beside committed ones, at two widths, light and dark. Letters decide where
// lines break, so both are drawn in one font that npm brings, without hinting: another machine has the same lines.
// What is left is how a version of Chromium smooths edges. So a pixel differs if a channel differs by more than a
// quarter of its range, and a picture fails if more than one pixel in 200 differs, or its size. A changed colour of a
// surface, a margin or a missing part is far above that. `LASTBIT_LOOKS=write npm run check:page` takes new
// references; look at them. What was seen is written beside a reference that fails, as NAME.seen.png.
const folder = join('site', 'page', 'looks');
const mostDifferent = 1 / 200;
const isWriting = process.env.LASTBIT_LOOKS === 'write';

let under: PageUnderTest | undefined;
beforeAll(async () => {
  under = await openPageUnderTest({ withEngines: false });
});
afterAll(() => under?.close());

const fontOf = (name: string): string => {
  const file = createRequire(import.meta.url).resolve(`@fontsource/${name}/files/${name}-latin-400-normal.woff2`);
  return `url(data:font/woff2;base64,${readFileSync(file).toString('base64')})`;
};

/** One font for words and one for digits; no cursor, no motion. */
const style = (): string => `
  @font-face { font-family: looks; src: ${fontOf('dejavu-sans')} }
  @font-face { font-family: looks-mono; src: ${fontOf('dejavu-mono')} }
  * { font-family: looks !important; caret-color: transparent !important; transition: none !important }
  code, pre, textarea, input, .mono, .mono *, .figure, .digits, td.number { font-family: looks-mono !important }`;

async function compare(tab: Page, name: string): Promise<void> {
  const seen = await tab.screenshot({ animations: 'disabled' });
  const path = join(folder, `${name}.png`);
  if (isWriting) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, seen);
    return;
  }
  expect(existsSync(path), `${path} is missing`).toBe(true);
  const share = await differentShare(tab, readFileSync(path), seen);
  if (share > mostDifferent) writeFileSync(join(folder, `${name}.seen.png`), seen);
  expect(share, `${name}: the share of pixels that differ`).toBeLessThanOrEqual(mostDifferent);
}

/** Of two pictures, the share of pixels that differ in a channel by more than 64; 1 if their sizes differ. */
const differentShare = (tab: Page, one: Buffer, other: Buffer): Promise<number> =>
  tab.evaluate(`(async () => {
    const pixels = async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const pen = canvas.getContext('2d');
      pen.drawImage(picture, 0, 0);
      return pen.getImageData(0, 0, picture.width, picture.height);
    };
    const a = await pixels(${JSON.stringify(one.toString('base64'))});
    const b = await pixels(${JSON.stringify(other.toString('base64'))});
    if (a.width !== b.width || a.height !== b.height) return 1;
    let different = 0;
    for (let at = 0; at < a.data.length; at += 4)
      if ([0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > 64)) different++;
    return different / (a.width * a.height);
  })()`) as Promise<number>;

/** Shows the top of a page, and the place of a selector, at all widths and in both schemes. */
async function looksOf(tab: Page, name: string, places: Readonly<Record<string, string>>): Promise<void> {
  await tab.addStyleTag({ content: style() });
  await tab.evaluate('document.fonts.ready');
  for (const width of [400, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize({ width, height: 900 });
      for (const [place, selector] of Object.entries(places)) {
        await tab.evaluate(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView()`);
        await compare(tab, `${name}-${place}-${width}-${colorScheme}`);
      }
    }
  }
}

test('the page looks as its screenshots', async ({ skip }) => {
  if (under === undefined) return skip('no browser');
  // Its security policy takes no style and no font from outside, which the test brings.
  const index = readFileSync(new URL(under.address), 'utf8').replace(
    /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/,
    '',
  );
  const address = under.address.replace('index.html', 'looks.html');
  writeFileSync(new URL(address), index);
  const { page: tab } = await openAt({ ...under, address });
  await answerOf(tab);
  await looksOf(tab, 'page', { top: 'body', answer: '#answer' });
  // A rule that goes wrong is seen.
  await tab.addStyleTag({ content: '.verdict { border-left-width: 40px }' });
  if (!isWriting) await expect(compare(tab, 'page-answer-1280-dark')).rejects.toThrow('share of pixels');
  await tab.close();
});

test('a report looks as its screenshots', async ({ skip }) => {
  if (under === undefined) return skip('no browser');
  const tab = await under.browser.context.newPage();
  const path = under.address.replace(/index\.html$/, 'report.html');
  writeFileSync(new URL(path), renderReport(exampleRun()));
  await tab.goto(path);
  await tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  await looksOf(tab, 'report', { top: 'body', defects: '#findings', claims: '#claims' });
  await tab.close();
});
