import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { splitWords } from './split-words.ts';

test.each<[string, string[]]>([
  ['python3 my_engine.py', ['python3', 'my_engine.py']],
  ['  a\t b\n', ['a', 'b']],
  ['"/opt/my tools/run" --name=\'a b\'', ['/opt/my tools/run', '--name=a b']],
  ['a"b c"d', ['ab cd']],
  ["''", ['']],
  ['"a\\"b" \'a\\b\' a\\ b "a\\n"', ['a"b', 'a\\b', 'a b', 'a\\n']],
  ['$HOME *.py | cat > x; y', ['$HOME', '*.py', '|', 'cat', '>', 'x;', 'y']],
  ['', []],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('quoted words come out as they are', () => {
  const quoted = (word: string): string => `"${word.replace(/["\\]/g, '\\$&')}"`;
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(splitWords(words.map(quoted).join(' '))).toEqual(words);
    }),
  );
});

test('a quote without an end is the user’s mistake', () => {
  expect(() => splitWords('python3 "my engine.py')).toThrow(UsageError);
});
