import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import {
  answerOf,
  commandAnswer,
  openAt,
  openCase,
  openPageUnderTest,
  type PageUnderTest,
  text,
} from './open-page.test-support.ts';

// One browser for all tests; without one they say so, and pass. The slow part is in page.browser.ts.
let under: PageUnderTest | undefined;
beforeAll(async () => {
  under = await openPageUnderTest({ withEngines: false });
});
afterAll(() => under?.close());

const withPage = (name: string, run: (page: PageUnderTest) => Promise<void>): void =>
  test(name, async ({ skip }) => {
    if (under === undefined) return skip('no browser');
    await run(under);
  });

withPage('the question of 2018 is answered with the bits of the command line, and nothing is sent', async (page) => {
  const { page: tab, wrong } = await openAt(page);
  const answer = (await answerOf(tab)) as Explanation;
  expect(answer).toEqual(await commandAnswer(['explain']));
  expect(answer.output.results.find(({ subject }) => subject === 'lastbit/sequential')?.bits).toBe('3ab7ffc0');
  expect(await tab.locator('.headline').textContent()).toBe('All 4 numbers are right, up to rounding.');
  expect(wrong).toEqual([]);

  // Nothing scrolls sideways, and axe finds no serious fault, in either colour scheme.
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await tab.evaluate(axe);
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [360, 'dark'],
  ] as const) {
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: 800 });
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const faults = await tab.evaluate(
      `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
        violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
    );
    expect(faults).toEqual([]);
  }
  await tab.close();
});

withPage('what is typed is answered, and its link shows the same picture again', async (page) => {
  const { page: tab } = await openAt(page);
  await tab.getByRole('radio', { name: 'Dot product' }).check();
  await tab.getByLabel('First vector', { exact: true }).fill('[1, 2, 3]');
  await tab.getByLabel('Second vector', { exact: true }).fill('np.array([4, 5, 6.5], dtype=np.float32)');
  await tab.getByLabel('Name of the number').first().fill('mine');
  await tab.getByLabel('Number as it was printed').first().fill('34.25');
  await tab.locator('.verdict[data-verdict="impossible"]').waitFor();
  const typed = await answerOf(tab);
  const link = await tab.locator('#link').inputValue();
  expect(tab.url()).toBe(link);

  const other = await page.browser.context.newPage();
  await other.goto(link);
  expect(await answerOf(other)).toEqual(typed);
  expect(await other.getByLabel('Second vector', { exact: true }).inputValue()).toBe(
    'np.array([4, 5, 6.5], dtype=np.float32)',
  );
  expect(await other.getByLabel('Number as it was printed').first().inputValue()).toBe('34.25');
  const pictures: Buffer[] = [];
  for (const one of [tab, other]) {
    // At the same place, so that the same letters cover the same pixels.
    await one.evaluate("document.body.replaceChildren(document.querySelector('svg.picture'))");
    pictures.push(await one.locator('svg.picture').screenshot());
  }
  expect(pictures[0]!.equals(pictures[1]!)).toBe(true);
  await Promise.all([tab.close(), other.close()]);
});

const flipped: LinkedCase = {
  ...{ command: 'judge', operation: 'conv', arrays: [] },
  options: { image: 'image.txt', kernel: 'kernel.txt', output: ['mine=output.txt'] },
  files: [
    text('image.txt', '[[1, 2, 4], [8, 16, 32], [64, 128, 256]]'),
    text('kernel.txt', '[[1, 2], [4, 8]]'),
    // What the flipped kernel gives.
    text('output.txt', '[[48, 96], [384, 768]]'),
  ],
};

withPage('a planted wrong output is a defect, and is named, with the JSON of the command line', async (page) => {
  const { page: tab, wrong } = await openCase(page, flipped);
  expect(await answerOf(tab)).toEqual(await judgedAnswer(flipped));
  expect(await tab.locator('.verdict').getAttribute('data-verdict')).toBe('defect');
  expect(await tab.locator('.verdict').textContent()).toContain('the kernel is flipped');
  expect(await tab.locator('canvas').count()).toBe(1);
  expect(wrong).toEqual([]);
  await tab.close();
});

/** What `judge --json` says of the same files. */
async function judgedAnswer({ operation, options, files }: LinkedCase): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-judged-'));
  try {
    for (const { name, content } of files) writeFileSync(join(folder, name), content);
    const words = Object.entries(options).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => [`--${name}`, String(one).replace(/[^=]*$/, (file) => join(folder, file))]),
    );
    const told = JSON.stringify(await commandAnswer(['judge', operation, ...words]));
    return JSON.parse(told.replaceAll(`${folder}/`, ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

withPage('going back from a damaged link shows the question before it', async (page) => {
  const { page: tab } = await openCase(page, flipped);
  await answerOf(tab);
  await tab.evaluate("location.hash = 'case=1.zzz'");
  await tab.getByText('the link is damaged').waitFor();
  await tab.goBack();
  await answerOf(tab);
  expect(await tab.locator('.verdict').getAttribute('data-verdict')).toBe('defect');
  await tab.close();
});

withPage('malformed input is a sentence beside its field', async (page) => {
  const { page: tab } = await openAt(page);
  await tab.getByRole('radio', { name: 'Dot product' }).check();
  await tab.getByLabel('First vector', { exact: true }).fill('[1, 2');
  await tab.getByLabel('Second vector', { exact: true }).fill('[1, 2]');
  await tab.locator('#first-error:not([hidden])').waitFor();
  expect(await tab.locator('#first-error').textContent()).toBe('a.txt: cut short: a bracket is not closed');
  expect(await tab.getByLabel('First vector', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  await tab.getByLabel('First vector', { exact: true }).fill('[1, 2]');
  await tab.getByLabel('Number as it was printed').first().fill('0.1.2');
  await tab.locator('.seen + .error:not([hidden])').waitFor();
  expect(await tab.locator('.seen + .error:not([hidden])').textContent()).toContain('not a decimal number');
  await tab.getByLabel('Number as it was printed').first().fill('1'.repeat(1500));
  await tab.locator('.seen + .error').getByText('more than 1200 characters').waitFor();
  await tab.close();
});
