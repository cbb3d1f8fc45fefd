import { expect, test } from 'vitest';
import { specialResults } from './overflow.ts';

const relative = 2 ** -20;
const ones = (n: number): Float32Array => new Float32Array(n).fill(1);
const of = (...left: number[]): ReturnType<typeof specialResults> =>
  specialResults({ left: Float32Array.from(left), right: ones(left.length) }, relative);

test('where nothing can overflow, no special result is due or possible', () => {
  expect(of(1e38, 1e38, 1e38)).toMatchObject({ due: undefined, some: [], never: ['nan', 'inf', '-inf'] });
});

test('an exact sum beyond binary32 overflows in every order', () => {
  expect(of(3e38, 3e38, 3e38)).toMatchObject({ due: 'inf', never: ['-inf', 'nan'] });
  expect(of(-3e38, -3e38, 1)).toMatchObject({ due: '-inf', never: ['inf', 'nan'] });
  expect(of(3e38, 3e38).because).toContain('every order overflows');
});

test('some orders overflow where one sign alone does, and NaN comes out where both do', () => {
  expect(of(3e38, 3e38, -3e38)).toMatchObject({ due: undefined, some: ['inf'], never: ['-inf', 'nan'] });
  expect(of(3e38, 3e38, -3e38, -3e38)).toMatchObject({ due: undefined, some: ['inf', '-inf', 'nan'], never: [] });
});

test('NaN and infinities among the terms are due', () => {
  expect(of(1, Number.NaN)).toMatchObject({ due: 'nan', because: 'term 1 holds NaN' });
  expect(of(Infinity, 1)).toMatchObject({ due: 'inf', never: ['nan', '-inf'], because: 'term 0 is +∞' });
  expect(of(Infinity, -Infinity)).toMatchObject({ due: 'nan' });
  expect(of(Infinity, -3e38, -3e38)).toMatchObject({ due: undefined, some: ['inf', 'nan'], never: ['-inf'] });
  const zero = { left: Float32Array.of(0, 1), right: Float32Array.of(Infinity, 1) };
  expect(specialResults(zero, relative)).toMatchObject({ due: 'nan', because: 'term 0 is ∞ · 0' });
});

test('an infinite tap on padding gives NaN where padding is multiplied, else a finite number', () => {
  const terms = { left: Float32Array.of(0, 1), right: Float32Array.of(Infinity, 1), isPadding: (t: number) => t === 0 };
  expect(specialResults(terms, relative)).toMatchObject({ due: undefined, some: ['nan'], never: ['inf', '-inf'] });
  const huge = {
    left: Float32Array.of(0, 3e38, 3e38),
    right: Float32Array.of(Infinity, 1, 1),
    isPadding: terms.isPadding,
  };
  expect(specialResults(huge, relative).never).toEqual([]);
});
