import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { parseUserEngine, parseUserEngines, splitWords } from './user-engine.ts';

test('a name and a command', () => {
  expect(parseUserEngine('mine=python3 my_engine.py --a=b')).toEqual({
    name: 'mine',
    command: 'python3 my_engine.py --a=b',
  });
  expect(parseUserEngines(['a=x', 'b=y z'])).toEqual({ a: 'x', b: 'y z' });
});

test.each([
  ['', /not NAME=COMMAND/],
  ['python3 my_engine.py', /not NAME=COMMAND/],
  ['=python3', /not NAME=COMMAND/],
  ['a b=python3', /not NAME=COMMAND/],
  ['a/b=python3', /not NAME=COMMAND/],
  ['mine=', /the command is empty/],
  ['mine=  ', /the command is empty/],
  ['mine="x', /is not closed/],
  ['lastbit=x', /is an engine of lastbit/],
  ['numpy=x', /is an engine of lastbit/],
])('%j is refused in one line', (text, message) => {
  expect(() => parseUserEngine(text)).toThrow(UsageError);
  expect(() => parseUserEngine(text)).toThrow(message);
});

test('a name given twice is refused', () => {
  expect(() => parseUserEngines(['a=x', 'a=y'])).toThrow(/a is given twice/);
});

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

test('an unclosed quote is refused', () => {
  expect(() => splitWords('python3 "my engine.py')).toThrow(UsageError);
});
