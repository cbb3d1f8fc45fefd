import { describe, expect, test } from 'vitest';
import { operationClaims } from '../claims/all-claims.ts';
import { machine32, machine64, type RoundedArithmetic } from '../claims/rounded-arithmetic.ts';
import { dyadicOf, roundDyadic } from '../float/dyadic.ts';
import { binary32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { judgeOperation } from './judge-numbers.ts';

describe.each(operationClaims)('$id', (claim) => {
  test.each([machine32, machine64])('holds for random numbers on this machine: $name', (arithmetic) => {
    const random = testRandom(101);
    const wide = arithmetic === machine64;
    let held = 0;
    for (let i = 0; i < 600; i++) {
      const draw = (): number => {
        const x = i % 3 === 0 ? random.anyBinary32() : random.binary32(-26, 26, 1 + random.integer(24));
        return wide ? x * (1 + random.integer(2 ** 28) * 2 ** -28) : x;
      };
      const operands = Array.from({ length: claim.operands }, draw);
      if (i % 2 === 0) operands[1] = (i % 4 === 0 ? -1 : 1) * near(operands[0]!, random.integer(5) - 2, wide);
      const { kind } = judgeOperation(claim, operands, arithmetic);
      if (kind === 'violated') expect.fail(`${operands} in ${arithmetic.name}`);
      if (kind === 'holds') held++;
    }
    if (!wide || !['multiply-wide-exact', 'add-by-way-of-double', 'fused-by-odd-rounding'].includes(claim.id))
      expect(held).toBeGreaterThan(60);
  });

  test('is attained where it says so, and broken by another arithmetic', () => {
    if (claim.sharpExample !== undefined) {
      const verdict = judgeOperation(claim, claim.sharpExample, machine32);
      expect(verdict.kind === 'holds' ? verdict.attained : 0).toBeGreaterThan(0.9999999);
    }
    // These two are about an arithmetic of their own.
    if (['multiply-wide-exact', 'fused-by-odd-rounding'].includes(claim.id)) return;
    const random = testRandom(102);
    const broken = wrongArithmetics.some((arithmetic) => {
      for (let i = 0; i < 2000; i++) {
        const operands = Array.from({ length: claim.operands }, () => random.binary32(-149, -120 + (i % 2) * 120));
        if (i % 2 === 0) operands[1] = operands[0]! * (1 + (i % 8) * 2 ** -23);
        if (judgeOperation(claim, operands, arithmetic).kind === 'violated') return true;
      }
      return false;
    });
    expect(broken).toBe(true);
  });
});

/** A number a few steps from x. */
function near(x: number, steps: number, wide: boolean): number {
  return wide ? x * (1 + steps * 2 ** -52) : Math.fround(x * (1 + steps * 2 ** -23));
}

/**
 * Faulty binary32: sums are truncated, subnormal results are flushed, sums are off by a bit that depends on the last
 * bit of an operand, or products are too large.
 */
const truncated = (x: number): number => roundDyadic(dyadicOf(x), binary32, 'toward-zero');
const flushed = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : x);
const lastBit = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0]! & 1;
const wrongArithmetics: readonly RoundedArithmetic[] = [
  { ...machine32, add: (a, b) => truncated(a + b), multiply: (a, b) => truncated(a * b) },
  { ...machine32, add: (a, b) => flushed(Math.fround(a + b)), multiply: (a, b) => flushed(Math.fround(a * b)) },
  { ...machine32, add: (a, b) => Math.fround((a + b) * (lastBit(a) ? 1 - 2 ** -22 : 1 + 2 ** -22)) },
  { ...machine32, multiply: (a, b) => Math.fround(a * b) * (1 + 2 ** -20) },
];
