import { expect, test } from 'vitest';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import { printEntry } from '../corpus/print-entry.ts';
import { findingLine, findingText } from './counterexample.ts';

const entry = exampleEntry;

test('a counterexample that could not be written is told with all of its entry, by every command', () => {
  const lost = { entry, notWritten: 'ENOSPC: no space left on device, write' };
  const whole = `could not be written to mine/${entry.claim}/${entry.id}.json: ${lost.notWritten}; here it is:\n${printEntry(entry)}`;
  expect(findingLine(lost, 'mine')).toBe(`NEW COUNTEREXAMPLE  dot-any-order by some/conv2d ${whole}`);
  expect(findingText(lost, { corpus: 'mine', engines: {} }).endsWith(`\n${whole}`)).toBe(true);
});

test('one that was written is told in a line', () => {
  expect(findingLine({ entry, path: 'mine/a.json' }, 'mine')).toBe(
    'NEW COUNTEREXAMPLE  dot-any-order by some/conv2d: mine/a.json',
  );
});
