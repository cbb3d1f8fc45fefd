import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    const words = await commandWords(fragment);
    expect(output.observed.length, name).toBeGreaterThan(0);
    expect((words as Explanation).output.observed, name).toEqual(output.observed);
    expect(wrong, name).toEqual([]);
    await tab.close();
  }
});

async function commandWords(fragment: string): Promise<unknown> {
  const { caseOfFragment } = await import('../../src/link/link.ts');
  const { operation, arrays, options, files } = await caseOfFragment(fragment);
  for (const { name, content } of files) writeFileSync(join(folder, name), content);
  const path = (name: string): string => join(folder, name);
  const words = Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return [value].flat().flatMap((one) => [flag, ['image', 'kernel'].includes(name) ? path(one) : one]);
  });
  return commandAnswer(['explain', operation, ...arrays.map(path), ...words]);
}

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
