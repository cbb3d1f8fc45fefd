import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases } from '../fast-check.ts';
import { claims, evaluateTree, parseTree, printTree, UsageError } from '../index.ts';
import { convolution, dotProduct, violations } from './convolution.ts';
import '../vitest.ts';
import type { ConvShape } from '../conv/shape.ts';
import { dyadicOf, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import { exactDotDyadic } from '../float/exact-dot.ts';

const row = (n: number, width = n): ConvShape => ({
  ...{ batch: 1, height: 1, width, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: n },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
});

test('a convolution is exact, and a place is [batch, row, column, channel]', () => {
  const shape: ConvShape = { ...row(1), batch: 2, height: 2, width: 3, channelsOut: 2 };
  const image = Float32Array.from({ length: 12 }, (_, index) => index + 1);
  const reference = convolution(image, Float32Array.of(1, 100), shape);
  expect(reference.outputShape).toEqual([2, 2, 3, 2]);
  expect([...reference.exact]).toEqual([...image].flatMap((pixel) => [pixel, 100 * pixel]));
  const computed = reference.rounded.slice();
  expect(violations(computed, reference)).toEqual([]);
  computed[23]!++;
  const [found, ...others] = violations(computed, reference);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ index: 23, place: [1, 1, 2, 1], computed: 1201, exact: 1200 });
  expect(found!.errorOverBound).toBe(1 / found!.bound);
  expect(reference.bound[23]! / found!.bound - 1).toBeLessThan(2 ** -25);
});

test('what is judged is what was given, whatever becomes of the arrays', () => {
  const [image, kernel] = [Float32Array.of(1, 2), Float32Array.of(1, 1)];
  const reference = convolution(image, kernel, row(2));
  image.fill(9);
  expect(violations(Float32Array.of(3), reference)).toEqual([]);
  expect(violations(Float32Array.of(18), reference)).toHaveLength(1);
});

test('the bound that is told and the verdict agree, to a relative 2^-25, on random cases', () => {
  const decided = { outside: 0, within: 0 };
  const agree = fc.property(cases({ shape: row(3) }), ({ image, kernel, shape }) => {
    const reference = convolution(image, kernel, shape);
    const [exact, bound] = [reference.exact[0]!, reference.bound[0]!];
    if (Number.isNaN(bound)) return;
    const value = exactDotDyadic(image, kernel, 0, 3);
    expect(violations(reference.rounded, reference)).toEqual([]);
    for (const scale of [0.5, 1, 1 + 2 ** -10, 2]) {
      const computed = Math.fround(exact + bound * scale);
      const error = Math.abs(toBinary64(subtractDyadic(dyadicOf(computed), value)));
      const found = violations(Float32Array.of(computed), reference).length;
      if (error > bound) expect(found).toBe(1);
      else if (error < bound * (1 - 2 ** -25)) expect(found).toBe(0);
      else continue;
      decided[found === 1 ? 'outside' : 'within']++;
    }
  });
  fc.assert(agree, { seed: 20180126, numRuns: 500 });
  expect(Math.min(decided.outside, decided.within)).toBeGreaterThan(100);
});

test('a dot product, and two orders of summing it', () => {
  const [left, right] = [Float32Array.of(1, 2 ** -24, 2 ** -24), Float32Array.of(1, 1, 1)];
  expect(dotProduct(left, right)).toMatchObject({ exact: 1 + 2 ** -23, rounded: 1 + 2 ** -23 });
  expect(evaluateTree(parseTree('(0+1)+2'), left, right)).toBe(1);
  expect(evaluateTree(parseTree('0+(1+2)'), left, right)).toBe(1 + 2 ** -23);
  expect(evaluateTree(parseTree('(0+1)+2'), left, right, 'binary64')).toBe(1 + 2 ** -23);
  expect(printTree(parseTree(' 0 + (1+2)'))).toBe('0+(1+2)');
});

test('where an input is not finite nothing is judged, and a test of that fails', () => {
  const reference = convolution(Float32Array.of(Number.NaN), Float32Array.of(1), row(1));
  expect([reference.exact[0], reference.bound[0]]).toEqual([Number.NaN, Number.NaN]);
  expect(violations(Float32Array.of(1), reference)).toEqual([]);
  expect(() => expect(Float32Array.of(1)).toBeWithinRoundingOf(reference)).toThrow('no output can be judged');
});

test('the matcher tells the worst outputs', () => {
  const reference = convolution(Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(1), row(1, 5));
  expect(Float32Array.of(1, 2, 3, 4, 5)).toBeWithinRoundingOf(reference);
  const wrong = Float32Array.of(1, 9, 8, 7, Number.NaN);
  expect(wrong).not.toBeWithinRoundingOf(reference);
  expect(() => expect(wrong).toBeWithinRoundingOf(reference)).toThrow(
    /^4 of 5 outputs .*\n.*row 0, column 4, channel 0: computed NaN, exact 5, bound ±.*∞\n.*column 1.* 9, exact 2,.*\n.*\n {2}… and 1 more$/,
  );
});

test('cases shrink within the shape that is given, and to a smaller one where none is', () => {
  const smallest = (options: Parameters<typeof cases>[0]): number | undefined => {
    const isZero = fc.property(cases(options), ({ image }) => image.every((pixel) => pixel === 0));
    return fc.check(isZero, { seed: 7, numRuns: 100 }).counterexample?.[0].image.length;
  };
  expect(smallest({ shape: row(4) })).toBe(4);
  expect(smallest({})).toBe(1);
});

test('claims have what the command line lists', () => {
  expect(claims.find(({ id }) => id === 'dot-any-order')).toMatchObject({ status: 'proven' });
});

const reference = convolution(Float32Array.of(1, 2), Float32Array.of(1, 1), row(2));

test.each([
  ['image: 1 numbers', () => convolution(Float32Array.of(1), Float32Array.of(1, 1), row(2))],
  ['shape.stride', () => convolution(Float32Array.of(1), Float32Array.of(1), { ...row(1), stride: [0, 1] })],
  ['computed: 2 numbers where the output has 1×1×1×1 = 1', () => violations(Float32Array.of(1, 2), reference)],
  ['computed: not a Float32Array', () => violations([3] as unknown as Float32Array, reference)],
  ['reference: not an object that', () => violations(Float32Array.of(3), { ...reference })],
  ['left: not a Float32Array of one', () => dotProduct(Float32Array.of(), Float32Array.of())],
  ['right: 2 numbers, but left has 1', () => dotProduct(Float32Array.of(1), Float32Array.of(1, 2))],
  [
    'left: 1 numbers, but the tree has 2 terms',
    () => evaluateTree(parseTree('0+1'), Float32Array.of(1), Float32Array.of(1)),
  ],
  ['shape.height', () => cases({ shape: { ...row(1), height: 0 } })],
] as const)('bad input is one line: %s', (message, run) => {
  expect(run).toThrow(UsageError);
  expect(run).toThrow(message);
});
