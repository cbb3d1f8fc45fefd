import { describe, expect, test } from 'vitest';
import { dyadicOf, subtractDyadic, toBinary64 } from '../../float/dyadic.ts';
import { exactDotDyadic } from '../../float/exact-dot.ts';
import { noFlush } from '../../sums/accumulation.ts';
import { dot2, fabsumDot, kahanDot, kleinDot, neumaierDot } from '../../sums/compensated.ts';
import type { DotProduct } from '../../sums/make-algorithm.ts';
import type { OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { differenceAnyOrder } from './any-order.ts';
import { dotKahan, dotKlein, dotNeumaier } from './compensated-sums.ts';
import { dotDot2, dotFabsum } from './dot2-and-fabsum.ts';
import { exactFacts, exactRatio } from './exact-ratio.test-support.ts';

const traits = (id: string): SubjectTraits => ({
  ...{ id, format: 'binary32', summation: 'compensated', flush: noFlush },
});
const algorithms: readonly { readonly claim: OutputClaim; readonly id: string; readonly compute: DotProduct }[] = [
  { claim: dotKahan, id: 'lastbit/kahan', compute: kahanDot },
  { claim: dotNeumaier, id: 'lastbit/neumaier', compute: neumaierDot },
  { claim: dotKlein, id: 'lastbit/klein', compute: kleinDot },
  { claim: dotFabsum, id: 'lastbit/fabsum', compute: fabsumDot },
  { claim: dotDot2, id: 'lastbit/dot2', compute: dot2 },
];
const ones = (n: number): Float32Array => new Float32Array(n).fill(1);

describe.each(algorithms)('$claim.id', ({ claim, id, compute }) => {
  const bound = claim.boundFor(traits(id));
  const ratio = (left: Float32Array, right: Float32Array): number | undefined =>
    exactRatio(bound, left, right, compute(left, right, 0, left.length));

  test('holds for all sums of one to three numbers around the places where additions round', () => {
    const scales = [-149, -126, -30, -25, -24, -23, -1, 0, 1];
    const numbers = [0, ...scales.flatMap((k) => [1, 1 + 2 ** -23, -1.5, -(2 - 2 ** -23)].map((m) => m * 2 ** k))];
    let checked = 0;
    const check = (...terms: number[]): void => {
      const found = ratio(Float32Array.from(terms), ones(terms.length));
      if (!(found! <= 1)) expect.fail(`${terms} reaches ${found}`);
      checked++;
    };
    for (const a of numbers) {
      check(a);
      for (const b of numbers) {
        check(a, b);
        for (const c of [numbers[9]!, ...numbers.slice(17, 28)]) check(a, b, c);
      }
    }
    expect(checked).toBe(numbers.length * (1 + numbers.length * 13));
  });

  test('applies to its own subject alone, which the claim about differences leaves out', () => {
    expect(claim.inapplicableTo(traits(id))).toBeUndefined();
    expect(differenceAnyOrder.inapplicableTo(traits(id), traits(id))).toMatch(/compensated/);
    expect(claim.inapplicableTo({ ...traits('lastbit/sequential'), summation: 'tree' })).toMatch(id);
    expect(claim.inapplicableTo({ ...traits(id), flush: { ...noFlush, sums: true } })).toMatch(/underflow/);
  });

  test('a sum of zeros is exact, and possible overflow is discarded', () => {
    expect(bound.bound(exactFacts(Float32Array.of(0, 5), Float32Array.of(3, -0)))).toBe(0);
    expect(ratio(Float32Array.of(2 ** 127, 1), ones(2))).toBeUndefined();
    expect(bound.failedHypothesis({ ...exactFacts(ones(1), ones(1)), finiteInputs: false })).toMatch(/NaN/);
  });

  test('products that underflow reach the bound', () => {
    const tiny = new Float32Array(9).fill(2 ** -75);
    expect(ratio(tiny, tiny)).toBeGreaterThan(0.999);
  });
});

/**
 * Seven terms, each a · b · 2^exponent, on which Kahan's sum is off by 2.3748 roundings of Σ|x|, and the products' own
 * roundings, nearly half an ulp each, go the same way: 3.312 in all, where a constant of two roundings for the sum
 * would leave room for three.
 */
const kahanTerms = [
  [14074186, 9999102, -20],
  [14048966, -5009039, 5],
  [15639938, 8998116, -20],
  [11407233, -6169829, 6],
  [14754122, 9537995, -19],
  [14126813, -4981270, 7],
  [14387556, -9781889, 4],
] as const;

test("Kahan's sum needs more than two roundings, and its bound allows them", () => {
  const left = Float32Array.from(kahanTerms, ([a, , exponent]) => a * 2 ** exponent);
  const right = Float32Array.from(kahanTerms, ([, b]) => b);
  const computed = kahanDot(left, right, 0, 7);
  const { absoluteSum } = exactFacts(left, right);
  const error = Math.abs(toBinary64(subtractDyadic(dyadicOf(computed), exactDotDyadic(left, right, 0, 7))));
  expect(error / (2 ** -24 * absoluteSum)).toBeCloseTo(3.312172842, 8);
  expect(exactRatio(dotKahan.boundFor(traits('lastbit/kahan')), left, right, computed)).toBeCloseTo(0.82804, 4);
  const sums = Float32Array.from(left, (x, t) => x * right[t]!);
  const alone = Math.abs(
    toBinary64(subtractDyadic(dyadicOf(kahanDot(sums, ones(7), 0, 7)), exactDotDyadic(sums, ones(7), 0, 7))),
  );
  expect(alone / (2 ** -24 * exactFacts(sums, ones(7)).absoluteSum)).toBeCloseTo(2.374837259, 8);
});
