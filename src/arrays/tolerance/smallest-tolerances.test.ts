import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDown64 } from '../../float/ulp.ts';
import { smallestTolerances, suffices } from './smallest-tolerances.ts';

const mean = (numbers: Float64Array): number => numbers.reduce((sum, one) => sum + one / numbers.length, 0);
const size = fc.oneof(fc.constant(0), fc.double({ min: 1e-30, max: 1e9, noNaN: true }));
const points = fc.array(fc.tuple(fc.double({ min: 1e-40, max: 10, noNaN: true }), size), {
  minLength: 1,
  maxLength: 30,
});

test('each tolerance is enough at every output, and one unit less is not', () => {
  fc.assert(
    fc.property(points, (drawn) => {
      const [errors, sizes] = [0, 1].map((side) => Float64Array.from(drawn, (point) => point[side]!));
      const { absolute, relative, pair } = smallestTolerances(errors!, sizes!);
      for (const tolerance of [absolute, pair, ...(relative === undefined ? [] : [relative])]) {
        expect(suffices(tolerance, errors!, sizes!)).toBe(true);
        const { rtol, atol } = tolerance;
        if (atol > 0) expect(suffices({ rtol, atol: nextDown64(atol) }, errors!, sizes!)).toBe(false);
        if (atol === 0) expect(suffices({ rtol: nextDown64(rtol), atol }, errors!, sizes!)).toBe(false);
      }
      expect(relative === undefined).toBe(drawn.some((point) => point[1] === 0));
    }),
  );
});

test('no other pair allows less on average', () => {
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 20, noNaN: true }), (drawn, factor) => {
      const [errors, sizes] = [0, 1].map((side) => Float64Array.from(drawn, (point) => point[side]!));
      const { absolute, pair } = smallestTolerances(errors!, sizes!);
      const least = pair.atol + pair.rtol * mean(sizes!);
      const rtol = pair.rtol * factor + (factor > 10 ? absolute.atol * (factor - 10) : 0);
      const needed = errors!.reduce((most, error, j) => Math.max(most, error - rtol * sizes![j]!), 0);
      expect(needed + rtol * mean(sizes!)).toBeGreaterThanOrEqual(least * (1 - 1e-12));
    }),
  );
});

test('a pair can be better than either alone', () => {
  const found = smallestTolerances(Float64Array.of(1, 3, 10), Float64Array.of(0, 2, 9));
  expect(found).toEqual({
    absolute: { rtol: 0, atol: 10 },
    relative: undefined,
    pair: { rtol: 1, atol: 1 },
  });
  expect(suffices({ rtol: 1, atol: 1 - 2 ** -53 }, Float64Array.of(10), Float64Array.of(9))).toBe(false);
});
