import { expect, test } from 'vitest';
import { shrinkTerms } from './shrink-terms.ts';

test('leaves out the terms that are not needed, and says which are left', () => {
  const wanted = (terms: readonly (readonly number[])[]): boolean => {
    const large = terms.filter(([x]) => x! >= 5);
    return large.length >= 2;
  };
  const { terms, kept } = shrinkTerms([[1], [9.25], [-3], [7], [0], [6.5]], wanted);
  expect(kept).toHaveLength(2);
  expect(terms).toEqual([[8], [8]]);
  for (const index of kept) expect([1, 3, 5]).toContain(index);
});

test('a term that becomes needless when another is simpler goes too', () => {
  // Three terms as long as the first is odd, else two.
  const wanted = (terms: readonly (readonly number[])[]): boolean =>
    terms.length >= 3 || (terms.length === 2 && terms[0]![0]! % 2 === 0);
  expect(shrinkTerms([[7], [5], [3]], wanted)).toEqual({ terms: [[0], [0]], kept: [1, 2] });
});

test('keeps the factors of a term together, and one term at least', () => {
  const product = (terms: readonly (readonly number[])[]): boolean => terms.some(([left, right]) => left! * right! > 2);
  const { terms, kept } = shrinkTerms(
    [
      [0.1, 3],
      [1.7, 2.9],
    ],
    product,
  );
  expect(kept).toEqual([1]);
  expect(terms[0]!.reduce((one, other) => one * other)).toBeGreaterThan(2);
  expect(shrinkTerms([[1, 1]], () => true)).toEqual({ terms: [[0, 0]], kept: [0] });
});
