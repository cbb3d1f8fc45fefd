import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseOfEntry, isCaseEntry } from '../../src/corpus/entry.ts';
import { loadCorpus } from '../../src/corpus/store.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { npyOf } from '../../src/link/npy-of.ts';
import { caseLinks } from '../../tools/page/case-links.ts';
import {
  answerOf,
  commandAnswer,
  openAt,
  openCase,
  openPageUnderTest,
  type PageUnderTest,
} from './open-page.test-support.ts';

// What takes longer than `npm test` has time for. `npm run check:page` runs it.
let under: PageUnderTest | undefined;
const folder = mkdtempSync(join(tmpdir(), 'lastbit-page-files-'));
beforeAll(async () => {
  under = await openPageUnderTest();
});
afterAll(async () => {
  await under?.close();
  rmSync(folder, { recursive: true });
});

const withPage = (name: string, run: (page: PageUnderTest) => Promise<void>): void =>
  test(name, async ({ skip }) => {
    if (under === undefined) return skip('no browser');
    await run(under);
  });

/** Numbers as nested JSON arrays. */
function nested(numbers: Float32Array, sizes: readonly number[]): string {
  const [size = 0, ...rest] = sizes;
  const part = numbers.length / size;
  const word = (x: number): string => (Number.isFinite(x) ? (Object.is(x, -0) ? '-0' : String(x)) : `"${x}"`);
  const parts = Array.from({ length: size }, (_, i) =>
    rest.length === 0 ? word(numbers[i]!) : nested(numbers.subarray(i * part, (i + 1) * part), rest),
  );
  return `[${parts.join(',')}]`;
}

withPage('the question of 2018 is answered with the bits of the command line, and nothing is sent', async (page) => {
  const { page: tab, wrong } = await openAt(page);
  const answer = (await answerOf(tab)) as Explanation;
  expect(answer).toEqual(await commandAnswer(['explain']));
  expect(answer.output.results.find(({ subject }) => subject === 'lastbit/sequential')?.bits).toBe('3ab7ffc0');
  expect(await tab.locator('.headline').textContent()).toBe('All 4 numbers are right, up to rounding.');
  expect(wrong).toEqual([]);
  await tab.close();
});

withPage('twenty cases of the corpus are answered as by the command line', async (page) => {
  const entries = loadCorpus('corpus')
    .entries.map(({ entry }) => entry)
    .filter(isCaseEntry);
  const step = Math.floor(entries.length / 20);
  const chosen = Array.from({ length: 20 }, (_, i) => entries[i * step]!);
  for (const entry of chosen) {
    const { shape, image, kernel } = caseOfEntry(entry);
    const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } =
      shape;
    const files = [
      { name: 'image.json', text: nested(image, [batch, height, width, channelsIn]) },
      { name: 'kernel.json', text: nested(kernel, [kernelHeight, kernelWidth, channelsIn, channelsOut]) },
    ];
    const options = {
      ...{ image: 'image.json', kernel: 'kernel.json', stride: stride.join('x'), dilation: dilation.join('x') },
      ...{
        padding: typeof padding === 'string' ? padding : padding.join(','),
        observed: ['seen=0.5', 'other=1.25e-3'],
      },
    };
    const asked: LinkedCase = {
      ...{ command: 'explain', operation: 'conv', arrays: [], options },
      files: files.map(({ name, text }) => ({ name, content: new TextEncoder().encode(text) })),
    };
    const { page: tab, wrong } = await openCase(page, asked);
    const answer = await answerOf(tab);
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const words = Object.entries(options).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => [`--${name}`, one.endsWith('.json') ? join(folder, one) : one]),
    );
    const told = JSON.stringify(await commandAnswer(['explain', ...words])).replaceAll(`${folder}/`, '');
    expect(answer, entry.id).toEqual(JSON.parse(told));
    expect(wrong, entry.id).toEqual([]);
    await tab.close();
  }
});

withPage('each link to a public question shows the sentences of its page', async (page) => {
  const links = await caseLinks();
  expect(links.length).toBeGreaterThanOrEqual(10);
  const { page: list } = await openAt(page);
  await list.goto(page.address.replace('index.html', 'cases.html'));
  expect(await list.locator('li a').count()).toBe(links.length);
  await list.close();
  for (const { name, fragment } of links) {
    const { page: tab, wrong } = await openAt(page, fragment);
    const { output } = (await answerOf(tab)) as Explanation;
    const written = readFileSync(join('docs', 'cases', `${name}.md`), 'utf8');
    const [, first = ''] = /^\$ npx lastbit explain .*\n([\s\S]*?)^(?:…|```)$/m.exec(written) ?? [];
    expect(output.observed.length, name).toBeGreaterThan(0);
    for (const [index, { name: who, printed }] of output.observed.entries()) {
      const shown = await tab.locator('.verdict').nth(index).locator('p').last().textContent();
      const badge = await tab.locator('.verdict').nth(index).locator('.badge').textContent();
      const [start, rest] = [`${who}, ${printed}, `, shown!.slice(badge!.length)];
      const sentence = rest.startsWith('It ') ? start + rest.slice('It '.length) : rest;
      expect(masked(first), name).toContain(masked(sentence));
    }
    const [exact] = /The exact value is (?:not|\S+)/.exec(masked(first)) ?? [];
    if (exact !== undefined) expect(await tab.locator('.conclusion').textContent(), name).toContain(exact);
    expect(wrong, name).toEqual([]);
    await tab.close();
  }
});

/** Without what depends on how many random orders are tried. src/cli/cases.test.ts holds the pages to the commands. */
const masked = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/about [\d.,]+ of \d+ (?=\w+ would match by chance)/g, 'some ');

withPage('an image of 4,000 × 4,000 is answered while the fields take what is typed', async (page) => {
  const side = 4000;
  const image = npyOf(
    Float32Array.from({ length: side * side }, (_, i) => (i % 251) / 256),
    'binary32',
  );
  // npyOf writes vectors; the header has room for two sizes.
  const header = Buffer.from(image.buffer, 0, 128);
  header.write(`'shape': (${side}, ${side}), }`.padEnd(118 - header.indexOf("'shape'") + 9), header.indexOf("'shape'"));
  header[127] = 10;
  const path = join(folder, 'large.npy');
  writeFileSync(path, image);
  const { page: tab } = await openAt(page);
  await tab.getByRole('button', { name: 'Clear' }).click();
  await tab.locator('#second').fill('[[1, 2], [3, 4]]');
  await tab.locator('.array input[type=file]').first().setInputFiles(path);
  await tab.locator('#answer[aria-busy="true"]').waitFor();
  await tab.getByLabel('Number as it was printed').first().fill('3.25');
  expect(await tab.getByLabel('Number as it was printed').first().inputValue()).toBe('3.25');
  await tab.locator('[data-done] #share').waitFor({ timeout: 120_000 });
  expect(await tab.locator('#first-status').textContent()).toContain('4000 × 4000');
  // The link holds the window alone.
  expect(await tab.locator('#link').inputValue()).toContain('#case=');
  await tab.close();
});

withPage('WebGL, WebGPU and WebAssembly are revealed on this device', async (page) => {
  const { page: tab } = await openAt(page);
  await tab.getByRole('tab', { name: 'Your GPU' }).click();
  await tab.getByLabel('How many terms').selectOption('3x3');
  for (const [count, backend] of (['wasm', 'webgl', 'webgpu'] as const).entries()) {
    await tab.locator(`[data-backend="${backend}"]`).click();
    await tab
      .locator('#device tbody tr')
      .nth(2 * count + 1)
      .waitFor({ timeout: 120_000 });
  }
  for (const row of await tab.locator('#device tbody tr').all())
    expect(await row.textContent()).toContain('200 of 200 random inputs bit for bit');
  await tab.close();
});
