import { expect, test } from 'vitest';
import { progressOnStderr } from './progress.ts';

function told(terminal: boolean): string {
  let text = '';
  const progress = progressOnStderr((part) => (text += part), terminal, 40);
  progress.step('a', 'downloading, 1 of 2 MB');
  progress.step('b', 'unpacking');
  progress.step('a', 'downloading, 2 of 2 MB');
  progress.say('b: done');
  progress.done('b');
  progress.step('a', 'compiling');
  progress.done('a');
  return text;
}

test('a log gets whole lines: one for each new activity, and those that are said', () => {
  expect(told(false)).toBe('a: downloading, 1 of 2 MB\nb: unpacking\nb: done\na: compiling\n');
});

test('a terminal gets one line that is redrawn within its width, and what is said stays above it', () => {
  const clear = '\r\x1b[2K';
  expect(told(true).split(clear)).toEqual([
    '',
    'a: downloading, 1 of 2 MB',
    'a: downloading, 1 of 2 MB   b: unpackin',
    'a: downloading, 2 of 2 MB   b: unpackin',
    'b: done\n',
    'a: downloading, 2 of 2 MB   b: unpackin',
    'a: downloading, 2 of 2 MB',
    'a: compiling',
    '',
  ]);
});
