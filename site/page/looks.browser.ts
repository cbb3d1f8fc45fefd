import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRun } from '../../src/report/example-run.test-support.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { answerOf, openAt, openPageUnderTest, type PageUnderTest } from './open-page.test-support.ts';

// Screenshots of the page and of a report beside committed ones, at two widths, light and dark. Letters decide where
// lines break, so all are drawn in one font that npm brings, and a letter that it lacks becomes an x: another machine
// has the same lines. Versions of Chromium smooth edges in their own way and move things by a pixel. So a picture is
// compared by the mean colour of squares of 20 × 20 pixels. A square differs by more than 24 of 255 in a channel; a
// picture fails if more than one square in 100 differs, or its size. A changed colour of a surface, a line more or a
// missing part is far above that. `LASTBIT_LOOKS=write npm run check:page` takes new references; look at them. What
// was seen is written beside a reference that fails, as NAME.seen.png.
const folder = join('site', 'page', 'looks');
const mostDifferent = 1 / 100;
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
  expect(share, `${name}: the share of squares that differ`).toBeLessThanOrEqual(mostDifferent);
}

/** Of two pictures, the share of squares whose mean colours differ by more than 24; 1 if their sizes differ. */
const differentShare = (tab: Page, one: Buffer, other: Buffer): Promise<number> =>
  tab.evaluate(`(async () => {
    const side = 20;
    const squares = async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const { width, height } = picture;
      const canvas = new OffscreenCanvas(width, height);
      const pen = canvas.getContext('2d');
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, width, height);
      const columns = Math.ceil(width / side);
      const sums = new Float64Array(columns * Math.ceil(height / side) * 4);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const to = (Math.floor(y / side) * columns + Math.floor(x / side)) * 4;
          const at = (y * width + x) * 4;
          for (let channel = 0; channel < 3; channel++) sums[to + channel] += data[at + channel];
          sums[to + 3]++;
        }
      return { width, height, sums };
    };
    const a = await squares(${JSON.stringify(one.toString('base64'))});
    const b = await squares(${JSON.stringify(other.toString('base64'))});
    if (a.width !== b.width || a.height !== b.height) return 1;
    let different = 0;
    for (let at = 0; at < a.sums.length; at += 4)
      if ([0, 1, 2].some((c) => Math.abs(a.sums[at + c] - b.sums[at + c]) > 24 * a.sums[at + 3])) different++;
    return different / (a.sums.length / 4);
  })()`) as Promise<number>;

/** Puts an x for each letter that the font of the comparison lacks. */
const onlyKnownLetters = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replace(/[^\\x00-\\xff\\u2000-\\u203a\\u2212]/g, 'x');
})()`;

/** Shows the top of a page, and the place of a selector, at all widths and in both schemes. */
async function looksOf(tab: Page, name: string, places: Readonly<Record<string, string>>): Promise<void> {
  await tab.addStyleTag({ content: style() });
  await tab.evaluate(onlyKnownLetters);
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
  if (!isWriting) await expect(compare(tab, 'page-answer-1280-dark')).rejects.toThrow('share of squares');
  rmSync(join(folder, 'page-answer-1280-dark.seen.png'), { force: true });
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
