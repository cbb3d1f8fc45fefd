import { describe, expect, test } from 'vitest';
import { noFlush } from '../../sums/accumulation.ts';
import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { allClaims } from '../all-claims.ts';
import type { OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { dotAnyOrder } from './any-order.ts';
import { exactFacts, exactRatio } from './exact-ratio.test-support.ts';
import { dotCorrectlyRounded, dotExactGrid } from './exactness.ts';
import { dotHeight } from './height.ts';
import { dotNoOverflow, dotUnderflow } from './range.ts';
import { dotWide } from './wide.ts';

const traitsOf = (algorithm: SummationAlgorithm): SubjectTraits => ({
  ...{ id: subjectId(algorithm), format: algorithm.format, summation: algorithm.summation, flush: noFlush },
});
const proven = allClaims.filter((claim) => claim.kind === 'output' && claim.status === 'proven') as OutputClaim[];
const claimsOn = (algorithm: SummationAlgorithm): OutputClaim[] =>
  proven.filter((claim) => claim.inapplicableTo(traitsOf(algorithm)) === undefined);
const compute = (
  algorithm: SummationAlgorithm,
  left: Float32Array,
  right: Float32Array,
  window?: WindowShape,
): number => {
  const out = algorithm.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
  algorithm.evaluate(left, right, left.length, 1, out, window);
  return out[0]!;
};
/** error ÷ bound, which a claim that holds keeps at 1 at most. */
const reached = (
  claim: OutputClaim,
  algorithm: SummationAlgorithm,
  left: Float32Array,
  right: Float32Array,
): number => {
  const ratio = exactRatio(claim.boundFor(traitsOf(algorithm)), left, right, compute(algorithm, left, right))!;
  expect(ratio, `${claim.id} on ${algorithm.name}`).toBeLessThanOrEqual(1);
  return ratio;
};
const algorithmOf = (id: string): SummationAlgorithm => algorithms.find((algorithm) => subjectId(algorithm) === id)!;
/** 24929 · 673 = 2^24 + 1, a tie that goes down, and further products. */
const magicAnd = (...products: readonly (readonly [number, number])[]) =>
  [
    Float32Array.from([24929, ...products.map(([x]) => x)]),
    Float32Array.from([673, ...products.map(([, y]) => y)]),
  ] as const;

test('every algorithm of lastbit has a bound of its own, sharper than that of any order', () => {
  for (const algorithm of algorithms) {
    const general = [dotAnyOrder, dotExactGrid, dotUnderflow, dotNoOverflow];
    expect(claimsOn(algorithm).filter((claim) => !general.includes(claim)).length, algorithm.name).toBeGreaterThan(0);
  }
  const foreign: SubjectTraits = {
    ...traitsOf(algorithmOf('lastbit/pairwise')),
    id: 'numpy/dot',
    summation: 'unknown',
  };
  for (const claim of [dotHeight, dotWide, dotCorrectlyRounded]) expect(claim.inapplicableTo(foreign)).toBeDefined();
});

describe('dot-height', () => {
  test('a loop in binary64 reaches it, and one product is exact there', () => {
    const half = [1, ...Array<number>(24).fill(2 ** -53)];
    const ratio = reached(dotHeight, algorithmOf('lastbit/sequential:binary64'), Float32Array.from(half), ones(25));
    expect(ratio).toBeGreaterThan(0.9999);
    const facts = exactFacts(Float32Array.of(3), ones(1));
    expect(dotHeight.boundFor(traitsOf(algorithmOf('lastbit/pairwise:binary64'))).bound(facts)).toBe(0);
  });

  test('underflow reaches it, and possible overflow is discarded', () => {
    const tiny = new Float32Array(9).fill(2 ** -75);
    expect(reached(dotHeight, algorithmOf('lastbit/pairwise'), tiny, tiny)).toBeGreaterThan(0.9999);
    expect(reached(dotHeight, algorithmOf('lastbit/sequential-fused'), tiny, tiny)).toBeGreaterThan(0.9999);
    const { failedHypothesis } = dotHeight.boundFor(traitsOf(algorithmOf('lastbit/pairwise')));
    expect(failedHypothesis(exactFacts(Float32Array.of(2 ** 127, 2 ** 127), ones(2)))).toMatch(/overflow/);
    expect(failedHypothesis(exactFacts(Float32Array.of(2 ** 127, 2 ** 126), ones(2)))).toBeUndefined();
  });

  test('the window tells how columns and blocks lie', () => {
    const { bound } = dotHeight.boundFor(traitsOf(algorithmOf('lastbit/blocked-rows')));
    const terms = ones(12);
    const units = [
      { rows: 1, columns: 12, channels: 1 },
      { rows: 3, columns: 4, channels: 1 },
      { rows: 4, columns: 1, channels: 3 },
    ].map((window) => Math.round((bound(exactFacts(terms, terms, window)) / 12) * 2 ** 24));
    expect(units).toEqual([12, 6, 6]);
  });
});

describe('dot-wide', () => {
  test('allows one rounding, and what the accumulator loses', () => {
    const lost = Array.from({ length: 999 }, () => [2 ** -14, 2 ** -15] as const);
    const { bound } = dotWide.boundFor(traitsOf(algorithmOf('lastbit/sequential-wide')));
    const facts = exactFacts(...magicAnd(...lost));
    expect(bound(facts) / (2 ** -24 * facts.absoluteSum)).toBeGreaterThan(1.0000017);
  });

  test('underflow reaches it: once where products are exact, in each of them where they are not', () => {
    const tiny = new Float32Array(9).fill(2 ** -75);
    expect(reached(dotWide, algorithmOf('lastbit/sequential-rounded-wide'), tiny, tiny)).toBeGreaterThan(0.9999);
    expect(reached(dotWide, algorithmOf('lastbit/lanes-4-wide'), tiny.slice(0, 1), tiny.slice(0, 1))).toBeGreaterThan(
      0.49,
    );
    expect(dotWide.boundFor(traitsOf(algorithmOf('lastbit/lanes-4-wide'))).bound(exactFacts(tiny, tiny))).toBeLessThan(
      1.01 * 2 ** -150,
    );
  });
});

test('dot-correctly-rounded is broken by a wide loop, and discards what rounds to an infinity', () => {
  const rounded = algorithmOf('lastbit/correctly-rounded');
  const bound = dotCorrectlyRounded.boundFor(traitsOf(rounded));
  const [left, right] = magicAnd([2 ** -15, 2 ** -15]);
  const loop = compute(algorithmOf('lastbit/sequential-wide'), left, right);
  expect(exactRatio(bound, left, right, loop)).toBeGreaterThan(1);
  expect(bound.failedHypothesis(exactFacts(Float32Array.of(2 ** 127, 2 ** 127), ones(2)))).toMatch(/infinity/);
});

function ones(n: number): Float32Array {
  return new Float32Array(n).fill(1);
}
