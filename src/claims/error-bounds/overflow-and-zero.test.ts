import { describe, expect, test } from 'vitest';
import { exactDot64 } from '../../float/exact-dot.ts';
import { largestFinite32 } from '../../float/format.ts';
import { testRandom } from '../../float/random.test-support.ts';
import { noFlush } from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { neumaierDot } from '../../sums/compensated.ts';
import { subjectId } from '../../sums/subject-id.ts';
import type { OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { exactFacts } from './exact-ratio.test-support.ts';
import { dotOverflow, dotZeroSign } from './overflow-and-zero.ts';
import { dotNonFinite } from './range.ts';

const unknown: SubjectTraits = { id: 'any/conv2d', format: 'binary32', summation: 'unknown', flush: noFlush };
const failed = (claim: OutputClaim, left: readonly number[], right: readonly number[] = left.map(() => 1)) =>
  claim.boundFor(unknown).failedHypothesis(exactFacts(Float32Array.from(left), Float32Array.from(right)));

/** What every algorithm of lastbit to which the claim applies gives, by name. */
function results(claim: OutputClaim, left: Float32Array, right: Float32Array): readonly (readonly [string, number])[] {
  return algorithms
    .filter((one) => claim.inapplicableTo({ ...unknown, ...one, id: subjectId(one) }) === undefined)
    .map((one) => {
      const out = one.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
      one.evaluate(left, right, left.length, 1, out);
      return [one.name, out[0]!];
    });
}

describe('dot-overflow', () => {
  test('every order, fused or wide or neither, gives the infinity, from the edge of the hypothesis on', () => {
    const random = testRandom(17);
    let judged = 0;
    for (let i = 0; i < 300; i++) {
      const n = 1 + random.integer(9);
      const [left, right] = [new Float32Array(n), new Float32Array(n)];
      for (let t = 0; t < n; t++) {
        left[t] = random.binary32(60, 66);
        right[t] = random.binary32(60, 64) * (random.integer(4) === 0 ? -1 : 1);
      }
      if (failed(dotOverflow, [...left], [...right]) !== undefined) continue;
      judged++;
      const required = Math.sign(exactDot64(left, right, 0, n)) * Number.POSITIVE_INFINITY;
      for (const [name, result] of results(dotOverflow, left, right))
        if (result !== required) expect.fail(`${name} gives ${result} for ${left} · ${right}`);
    }
    expect(judged).toBeGreaterThan(80);
  });

  test('it applies where every order overflows, and not where one does not', () => {
    expect(failed(dotOverflow, [2 ** 64], [2 ** 64])).toBeUndefined();
    expect(failed(dotOverflow, [2 ** 127, 2 ** 127])).toMatch(/not beyond/);
    expect(failed(dotOverflow, [2 ** 127, 1.001 * 2 ** 127])).toBeUndefined();
    expect(failed(dotOverflow, [2 ** 100, 1, -1], [2 ** 100, 1, 1])).toBeUndefined();
    // Binary64 adds these to 2^128 − 2^103, which is finite after its rounding: a tie, or just below it.
    expect(failed(dotOverflow, [largestFinite32, 2 ** 103 - 2 ** 79])).toMatch(/not beyond/);
    // A loop of rounded products gives ∞ − ∞ = NaN, a wide accumulator gives ∞.
    expect(failed(dotOverflow, [2 ** 100, -(2 ** 99)], [2 ** 100, 2 ** 99])).toMatch(/other sign/);
  });

  test('it requires an infinity of the right sign', () => {
    const { required } = dotOverflow.boundFor(unknown);
    expect([required!(2 ** 128, 1), required!(-(2 ** 130), Number.NaN)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(dotOverflow.inapplicableTo({ ...unknown, format: 'binary64' })).toMatch(/binary64/);
  });
});

describe('dot-zero-sign', () => {
  test('no order gives −0, at the edge of the hypothesis too', () => {
    const random = testRandom(18);
    const few = [0, -0, 1, -1, 2 ** -63, -(2 ** -63), 1 + 2 ** -23, -3];
    let [judged, zeros] = [0, 0];
    for (let i = 0; i < 300; i++) {
      const n = 1 + random.integer(5);
      const numbers = () => Float32Array.from({ length: n }, () => few[random.integer(few.length)]!);
      const [left, right] = [numbers(), numbers()];
      if (failed(dotZeroSign, [...left], [...right]) !== undefined) continue;
      judged++;
      for (const [name, result] of results(dotZeroSign, left, right)) {
        if (result === 0) zeros++;
        if (Object.is(result, -0)) expect.fail(`${name} gives −0 for ${left} · ${right}`);
      }
    }
    expect(judged).toBeGreaterThan(200);
    expect(zeros).toBeGreaterThan(1000);
  });

  test('it applies from one product that is not −0, and keeps away from underflow', () => {
    expect(failed(dotZeroSign, [1, -1])).toBeUndefined();
    expect(failed(dotZeroSign, [-0, 0])).toBeUndefined();
    expect(failed(dotZeroSign, [-0, 0], [1, -1])).toMatch(/−0/);
    expect(failed(dotZeroSign, [-(2 ** -75)], [2 ** -75])).toMatch(/2\^-126/);
    expect(failed(dotZeroSign, [-(2 ** -127)], [2])).toMatch(/subnormal/);
  });

  test('it requires +0 in place of −0, and nothing else', () => {
    const { required } = dotZeroSign.boundFor(unknown);
    expect(required!(0, -0)).toBe(0);
    for (const computed of [0, 3, -3, Number.NaN]) expect(required!(0, computed)).toBe(computed);
  });
});

test('compensated sums give NaN where plain orders give ∞: lastbit exempts its own, and reports unknown ones', () => {
  const [huge, ones] = [Float32Array.of(2 ** 127, 2 ** 127), Float32Array.of(1, 1)];
  const infinite = Float32Array.of(Number.POSITIVE_INFINITY, 1);
  for (const left of [huge, infinite]) expect(neumaierDot(left, ones, 0, 2)).toBeNaN();
  for (const claim of [dotOverflow, dotNonFinite]) {
    expect(claim.inapplicableTo({ ...unknown, id: 'lastbit/neumaier', summation: 'compensated' })).toMatch(/∞ − ∞/);
    expect(claim.inapplicableTo(unknown)).toBeUndefined();
    expect(claim.hypotheses).toMatch(/not about compensated algorithms/);
  }
});
