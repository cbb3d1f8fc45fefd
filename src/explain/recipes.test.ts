import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../conv/shape.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { exactDot32 } from '../float/exact-dot.ts';
import { randomOf } from '../inputs/random.ts';
import { gridBits, ontoGrid } from './integer-grid.ts';
import { byIntegers, type Tried, tryRecipes } from './recipes.ts';

/** Products of mixed signs whose sums round nearly every time. */
function termsOf(count: number, n: number): { left: Float32Array; right: Float32Array } {
  const rng = randomOf(12345);
  const next = (): number => rng.next() * 2 ** -31;
  return {
    left: Float32Array.from({ length: count * n }, next),
    right: Float32Array.from({ length: count * n }, next),
  };
}

test('recipes that promise equal results give them, and changing nothing does not', () => {
  const recipes = tryRecipes(termsOf(2000, 25), 25, []);
  const equal = Object.fromEntries(recipes.map(({ name, equal, tried }) => [name, equal / tried]));
  expect(equal['Change nothing']).toBeLessThan(0.9);
  expect(equal['Add in the same order on both sides']).toBe(1);
  expect(equal['Sum in binary64, round to binary32 at the end']).toBeGreaterThan(0.999);
  expect(equal['Round the exact value on both sides']).toBe(1);
  expect(equal['Round the inputs to an integer grid']).toBe(1);
  for (const { relativeTime, tried } of recipes) {
    expect(relativeTime).toBeGreaterThan(0);
    expect(tried).toBe(2000);
  }
});

test('on the grid every sum of some products is exact', () => {
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 60), max: 2 ** 60 }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [left, right] = ontoGrid(Float32Array.from(a), Float32Array.from(b), 6, 1);
      let [narrow, exact] = [0, 0];
      for (let t = 5; t >= 0; t--) {
        narrow = Math.fround(narrow + Math.fround(left[t]! * right[t]!));
        exact += left[t]! * right[t]!;
        expect(narrow).toBe(exact);
      }
    }),
    { seed: 11, numRuns: 2000 },
  );
  expect(gridBits(25)).toEqual([9, 10]);
  expect(gridBits(1)).toEqual([12, 12]);
});

test('the two exact ways agree where sums cancel', () => {
  const { left, right } = termsOf(500, 8);
  for (let i = 0; i < 500; i++) {
    left[i * 8 + 7] = -left[i * 8]!;
    right[i * 8 + 7] = right[i * 8]!;
  }
  const certified = Float32Array.from({ length: 500 }, (_, i) => exactDot32(left, right, i * 8, 8));
  expect(byIntegers(left, right, 8, 500)).toEqual(certified);
  expect(byIntegers(Float32Array.of(1, Number.NaN), Float32Array.of(1, 1), 2, 1)).toEqual(Float32Array.of(Number.NaN));
});

/** A subject that a test names, with its results. */
function triedOf(operation: Operation, outputs: Float64Array): Tried {
  const id = `mine/${operation}:binary64`;
  const subject = { ...lastbitSubjects()[0]!, ...{ id, engine: 'mine', operation, format: 'binary64' as const } };
  return { subject, explainedBy: [], outputs };
}

test('the sign of a zero makes no two results different', () => {
  const one = { left: Float32Array.of(-0, 1), right: Float32Array.of(1, 1) };
  const tried = [triedOf('conv2d', Float64Array.of(0, 1)), triedOf('multiply-sum', Float64Array.of(-0, 1))];
  const wide = tryRecipes(one, 1, tried).find(({ name }) => name.startsWith('Sum in binary64'))!;
  expect(wide.engines).toMatchObject([{ tried: 2, equal: 2 }]);
});

test('nothing is said of orders where there is one', () => {
  const guarantees = (n: number): string[] =>
    tryRecipes(termsOf(100, n), n, []).map(({ equal, tried, guarantee }) => {
      if (n <= 2) expect(equal).toBe(tried);
      return guarantee;
    });
  for (const n of [1, 2]) {
    const text = guarantees(n).join('\n');
    expect(text).not.toMatch(/different orders|not always|0·2|\b1 terms/);
  }
  expect(guarantees(3).join('\n')).toMatch(/different orders.*not always/s);
});
