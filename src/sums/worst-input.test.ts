import { expect, test } from 'vitest';
import { dotError64 } from '../float/exact-dot.ts';
import { unitRoundoff32 as u } from '../float/format.ts';
import { type Arithmetic, uniformAccumulation } from './accumulation.ts';
import { compile } from './program.ts';
import { runProgram } from './run-program.ts';
import { lanesTree, numpyPairwiseTree, pairwiseTree, sequentialTree } from './schemes.ts';
import type { SummationTree } from './tree.ts';
import { roundingCount, treeExcess } from './tree-measures.ts';
import { worstInput } from './worst-input.test-support.ts';

/**
 * computed − exact| ÷ Σ|products|. All products are positive, so their exact sum is Σ|products|.
 */
function errorOf(
  tree: SummationTree,
  arithmetic: Arithmetic,
): { readonly error: number; readonly limit: number; readonly roundings: number } {
  const accumulation = uniformAccumulation(tree, arithmetic);
  const { left, right } = worstInput(accumulation);
  const n = left.length;
  const out = new Float32Array(1);
  runProgram(compile(accumulation), left, right, n, 1, out);
  expect(out[0]).toBe(1);
  const excess = -dotError64(left, right, 0, n, 1);
  const limit = treeExcess(accumulation);
  return { error: excess / (1 + excess), limit: limit / (1 + limit), roundings: roundingCount(accumulation).narrow };
}

const pairwise = (n: number): SummationTree => pairwiseTree(n, 'second');
const eightLanes = (n: number): SummationTree => lanesTree(n, 8);

// [scheme, arithmetic, n, error ÷ (u·Σ|products|)], measured independently with 113-bit references.
test.each([
  ['sequential', sequentialTree, 'rounded-products', 2, '1.99999982'],
  ['sequential', sequentialTree, 'rounded-products', 9, '8.99999565'],
  ['sequential', sequentialTree, 'rounded-products', 25, '24.9999642'],
  ['sequential', sequentialTree, 'rounded-products', 1000, '999.940458'],
  ['sequential', sequentialTree, 'fused', 3, '2.99999946'],
  ['sequential', sequentialTree, 'fused', 27, '26.9999565'],
  ['sequential', sequentialTree, 'fused', 1000, '999.940399'],
] as const)('%s, %s, n = %i: the worst input reaches %s times u·P', (_, tree, arithmetic, n, units) => {
  const { error } = errorOf(tree(n), arithmetic);
  expect((error / u).toPrecision(9)).toBe(units);
});

test.each([
  ['pairwise', pairwise, 'rounded-products', 27, '0.99999979'],
  ['pairwise', pairwise, 'rounded-products', 1000, '0.99999964'],
  ['numpy', numpyPairwiseTree, 'rounded-products', 25, '0.99999971'],
  ['numpy', numpyPairwiseTree, 'rounded-products', 1000, '0.99999903'],
  ['eight lanes', eightLanes, 'rounded-products', 27, '0.99999958'],
  ['eight lanes', eightLanes, 'fused', 121, '0.99999902'],
  ['eight lanes', eightLanes, 'fused', 1000, '0.99999255'],
] as const)('%s, %s, n = %i: the worst input reaches %s of H·u·P', (_, tree, arithmetic, n, share) => {
  const { error, roundings } = errorOf(tree(n), arithmetic);
  expect((error / (roundings * u)).toFixed(8)).toBe(share);
});

test('the worst input attains 1 − 1/E on every scheme, apart from underflow', () => {
  for (const tree of [sequentialTree, pairwise, numpyPairwiseTree, eightLanes]) {
    for (const n of [1, 2, 3, 5, 9, 16, 25, 27, 64, 121]) {
      for (const arithmetic of ['rounded-products', 'fused'] as const) {
        const { error, limit } = errorOf(tree(n), arithmetic);
        expect(Math.abs(error / limit - 1)).toBeLessThan(2 ** -48);
      }
    }
  }
});
