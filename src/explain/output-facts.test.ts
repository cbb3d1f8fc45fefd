import { expect, test } from 'vitest';
import { outputFacts } from './output-facts.ts';
import { seedCase } from './seed-case.ts';

test('the facts of the question of 2018', () => {
  const facts = outputFacts({ left: seedCase.image, right: seedCase.kernel });
  expect(facts.exact).toMatchObject({
    decimal: '0.001403816044330596923828125',
    dyadic: '188417 · 2^-27',
    binary32Bits: '3ab80040',
    binary64Bits: '3f57000800000000',
    because: null,
  });
  expect(facts).toMatchObject({ terms: 25, nonZeroTerms: 25 });
  expect(facts.condition).toBeCloseTo(568.48, 2);
  expect(facts.unitErrorUlp).toBeCloseTo(408.6, 1);
  expect(facts.grid).toEqual({
    exponent: -27,
    bits: 27,
    everyOrderExact: { binary32: false, binary64: true },
    orderMatters: { binary32: true, binary64: false },
  });
});

test('zeros are no terms of the bound; an exact zero has no condition', () => {
  const facts = outputFacts({ left: Float32Array.of(1, 0, 1, 7), right: Float32Array.of(2, 5, -2, 0) });
  expect(facts).toMatchObject({ terms: 4, nonZeroTerms: 2, condition: null, unitErrorUlp: null });
  expect(facts.exact.decimal).toBe('0');
  expect(facts.grid).toEqual({
    exponent: 1,
    bits: 1,
    everyOrderExact: { binary32: true, binary64: true },
    orderMatters: { binary32: false, binary64: false },
  });
});

test('NaN or an infinity in a term leaves no exact value, and says where', () => {
  const facts = outputFacts({ left: Float32Array.of(1, 2, 3), right: Float32Array.of(1, Number.NaN, 1) });
  expect(facts.exact).toMatchObject({
    decimal: 'none',
    binary32Bits: null,
    because: 'the kernel holds NaN in term 1 of this output (counted from 0)',
  });
  expect(
    outputFacts({ left: Float32Array.of(Number.POSITIVE_INFINITY), right: Float32Array.of(0) }).sum,
  ).toBeUndefined();
});
