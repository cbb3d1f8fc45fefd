import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import { answerOf, commandAnswer, openAt, openPageUnderTest, type PageUnderTest } from './open-page.test-support.ts';

// One browser for all tests; without one they say so, and pass. What takes more time is in *.browser.ts.
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
