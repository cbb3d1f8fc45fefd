import { expect, test } from 'vitest';
import { exampleEntry } from '../corpus/example-entries.test-support.ts';
import { printEntry } from '../corpus/print-entry.ts';
import { findingText } from './counterexample.ts';

const entry = exampleEntry;

test('a counterexample that could not be written is told with all of its entry', () => {
  const lost = {
    entry,
    minimal: true,
    keptBefore: false,
    path: null,
    notWritten: 'ENOSPC: no space left on device, write',
  };
  const told = `could not be written to mine/${entry.claim}/${entry.id}.json: ${lost.notWritten}; here it is:`;
  const whole = `${told}\n${printEntry(entry)}`;
  expect(findingText(lost, { corpus: 'mine', engines: {} }).endsWith(`\n${whole}`)).toBe(true);
});
