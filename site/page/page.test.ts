import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.ts';
import { answerOf, openCase, openPageUnderTest, type PageUnderTest, text } from './open-page.test-support.ts';

// That the page answers at all; without a browser a line says so. What takes more time is in *.browser.ts.
let under: PageUnderTest | undefined;
beforeAll(async () => {
  under = await openPageUnderTest({ withEngines: false });
});
afterAll(() => under?.close());

test('a link is answered, malformed input is a sentence beside its field, and nothing is sent', async ({ skip }) => {
  if (under === undefined) return skip('no browser');
  const { page: tab, wrong } = await openCase(under, {
    ...{ command: 'explain', operation: 'dot', arrays: ['a.txt', 'b.txt'], options: { observed: ['mine=11.5'] } },
    files: [text('a.txt', '[1, 2]'), text('b.txt', '[3, 4]')],
  });
  expect(((await answerOf(tab)) as Explanation).output.exact.decimal).toBe('11');
  expect(await tab.locator('.verdict').getAttribute('data-verdict')).toBe('impossible');

  const first = tab.getByLabel('First vector', { exact: true });
  await first.fill('[1, 2');
  await tab.locator('#first-error:not([hidden])').waitFor();
  expect(await tab.locator('#first-error').textContent()).toBe('a.txt: cut short: a bracket is not closed');
  expect(await first.getAttribute('aria-invalid')).toBe('true');
  expect(wrong).toEqual([]);
  await tab.close();
});
