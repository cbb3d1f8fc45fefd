import { describe, expect, test } from 'vitest';
import { sumClaims } from '../claims/all-claims.ts';
import { machine32, type RoundedArithmetic } from '../claims/rounded-arithmetic.ts';
import { computeSum } from '../claims/sum-claim.ts';
import { dyadicOf, roundDyadic } from '../float/dyadic.ts';
import { binary32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { blockedTree, lanesTree, pairwiseTree, sequentialTree } from '../sums/schemes.ts';
import { judgeSum } from './judge-numbers.ts';

/** 1, followed by terms that tie and are lost. */
const ties = (n: number): readonly number[] => [1, ...Array<number>(n - 1).fill(2 ** -24)];

describe('in binary32', () => {
  test.each(['sum-any-order', 'sum-height', 'sum-running', 'sum-running-units', 'sum-tree-number'])(
    'a loop of ties reaches %s',
    (id) => {
      const claim = sumClaims.find((candidate) => candidate.id === id)!;
      const verdict = judgeSum(claim, computeSum(ties(25), [sequentialTree(25)], machine32));
      expect(verdict.kind === 'holds' ? verdict.attained : 0).toBeGreaterThan(0.99999);
    },
  );

  test('eight lanes and blocks of three reach difference-by-height', () => {
    const claim = sumClaims.find(({ id }) => id === 'difference-by-height')!;
    const trees = [lanesTree(9, 8), blockedTree(9, 3)];
    const terms = [2 ** 24, 3, 3, 2, 1, 0, 2, 0, 1];
    const verdict = judgeSum(claim, computeSum(terms, trees, machine32));
    expect(verdict.kind === 'holds' ? verdict.attained : 0).toBeGreaterThan(0.999999);
  });

  test('every claim holds for random sums, and is broken by an addition that cuts off', () => {
    const random = testRandom(111);
    const broken = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const n = 2 + random.integer(12);
      const terms = Array.from({ length: n }, (_, t) => {
        const x = i % 3 === 0 ? random.anyBinary32() : random.binary32(-12, 12, 1 + random.integer(24));
        return i % 4 === 0 && t > 0 ? Math.abs(x) * 2 ** -24 : i % 2 === 0 ? Math.abs(x) : x;
      }).map(Math.fround);
      const trees = [sequentialTree(n), pairwiseTree(n, 'first')];
      for (const claim of sumClaims) {
        const chosen = trees.slice(0, claim.trees);
        const verdict = judgeSum(claim, computeSum(terms, chosen, machine32));
        if (verdict.kind === 'violated') expect.fail(`${claim.id}: ${terms}`);
        for (const wrong of wrongArithmetics) {
          if (judgeSum(claim, computeSum(terms, chosen, wrong)).kind === 'violated') broken.add(claim.id);
        }
      }
    }
    expect([...broken].sort()).toEqual(sumClaims.map(({ id }) => id).sort());
  });
});

/** Sums truncated to 22 bits, and sums that are slightly too small. */
const wrongArithmetics: readonly RoundedArithmetic[] = [
  { ...machine32, add: (a, b) => roundDyadic(dyadicOf(a + b), { ...binary32, precision: 21 }, 'toward-zero') },
  {
    ...machine32,
    add: (a, b) => Math.fround((a + b) * (1 - 2 ** -20) * (Math.abs(a) > Math.abs(b) * 1000 ? 1 : 1 - 2 ** -18)),
  },
];
