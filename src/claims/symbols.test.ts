import { expect, test } from 'vitest';
import { allClaims } from './all-claims.ts';
import { definedIn, namesIn, symbolsOf, symbolsText } from './symbols.ts';

/** Words and functions that everybody reads alike. */
const words = new Set([
  'Σ',
  'NaN',
  'fma',
  'in',
  'is',
  'if',
  'or',
  'of',
  'to',
  'on',
  'up',
  'binary32',
  'binary64',
  'log2',
]);
const isWord = (name: string): boolean => words.has(name) || (/^[a-z]{3,}′?$/.test(name) && name !== 'ufp');

test('every symbol of every formula is defined where the formula is printed', () => {
  const undefinedNames = allClaims.flatMap((claim) => {
    const { id, formula, statement, hypotheses = '' } = claim;
    const listed = new Set(symbolsOf(claim).map(({ symbol }) => symbol));
    const told = /(?<![\p{L}'’])(\p{L})(?![\p{L}'’])/gu;
    const said = new Set([...`${statement} ${hypotheses}`.matchAll(told)].map(([, name]) => name!));
    const known = (name: string): boolean =>
      isWord(name) || listed.has(name) || definedIn(formula).has(name) || said.has(name);
    return namesIn(formula).flatMap((name) => (known(name) ? [] : [`${id}: ${name}`]));
  });
  expect(undefinedNames).toEqual([]);
});

test('no meaning is given that no formula uses', () => {
  for (const claim of allClaims) expect(symbolsOf(claim).every(({ meaning }) => meaning.length > 0)).toBe(true);
  const text = symbolsText(allClaims.find(({ id }) => id === 'dot-any-order')!);
  expect(text).toContain('w is (1+v)·(1+v64) − 1: an addition rounded to binary64 and then to binary32');
  expect(text).toContain('v64 is v for u = 2^-53');
});
