import { expect, test } from 'vitest';
import { largestErrors } from './residues.ts';

/** Round to nearest, ties to even. */
function rounded(t: number): number {
  const floor = Math.floor(t);
  const up = t - floor > 0.5 || (t - floor === 0.5 && floor % 2 !== 0);
  return up ? floor + 1 : floor;
}

test('the largest errors are those of all sums with the known residue', () => {
  for (const residues of [2, 4, 8]) {
    for (const modulus of [8, 4, 2, 1, 0.5, 0.25, 0.125]) {
      if (modulus > residues) continue;
      for (const sign of [1, -1]) {
        for (let x = 0; x < modulus; x += 1 / 32) {
          const expected = new Float64Array(residues).fill(Number.NEGATIVE_INFINITY);
          for (let t = x; t < 64; t += modulus) {
            const result = rounded(t);
            const at = result % residues;
            expected[at] = Math.max(expected[at]!, sign * (result - t));
          }
          const found = new Float64Array(residues);
          largestErrors(found, x, modulus, sign, 0);
          expect(Array.from(found, (error) => error + 0)).toEqual(Array.from(expected, (error) => error + 0));
        }
      }
    }
  }
});

test('a fraction that is known only nearly may go to either side', () => {
  const found = new Float64Array(2);
  largestErrors(found, 0.5 - 2 ** -30, 2, 1, 2 ** -28);
  expect(Array.from(found)).toEqual([-(0.5 - 2 ** -30), 0.5 + 2 ** -30]);
});
