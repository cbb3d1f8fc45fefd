import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { testRandom } from '../float/random.test-support.ts';
import { randomChains, randomTree } from './random-tree.test-support.ts';
import { add, term } from './tree.ts';
import { parseTree, printTree } from './tree-text.ts';

test('a printed tree reads back as the same tree', () => {
  const random = testRandom(13);
  for (let i = 0; i < 500; i++) {
    const n = 1 + random.integer(20);
    const tree = i % 2 === 0 ? randomTree(random, n, 2 + (i % 4)) : randomChains(random, n);
    expect(parseTree(printTree(tree))).toEqual(tree);
  }
});

test('the text form', () => {
  expect(printTree(add(add(term(0), term(1)), term(2)))).toBe('(0+1)+2');
  expect(printTree(add(term(0), term(1), term(2)))).toBe('(0+1+2)');
  expect(printTree(add(add(term(0), term(1), term(2)), term(3)))).toBe('(0+1+2)+3');
  expect(printTree(term(0))).toBe('0');
  expect(parseTree(' ((0 + 2) + 1) ')).toEqual(add(add(term(0), term(2)), term(1)));
});

test.each([
  ['', 'column 1', 'the text ends'],
  ['0+', 'column 3', 'the text ends'],
  ['(0+1', 'column 5', "expected ')'"],
  ['0+1)', 'column 4', 'closes nothing'],
  ['0 1', 'column 3', "found '1'"],
  ['0+(1+x)', 'column 6', "found 'x'"],
  ['0-1', 'column 2', "found '-'"],
  ['(0+1)+1', 'column 7', 'occurs twice'],
  ['0+2', 'column 1', 'term 1 is missing'],
  ['0+1+2', 'column 1', 'parentheses'],
  ['()', 'column 2', "found ')'"],
])('"%s" is refused in one line that says where and what', (text, where, what) => {
  const message = messageOf(() => parseTree(text));
  expect(message).toContain(where);
  expect(message).toContain(what);
  expect(message).not.toContain('\n');
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  return 'no usage error';
}
