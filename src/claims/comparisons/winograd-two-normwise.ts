import type { ComparisonClaim } from '../comparison-claim.ts';
import { winogradRelation } from './winograd.ts';
import { winogradTwo } from './winograd-transform.ts';

/**
 * Winograd's convolution of 2×2 outputs at a time is within 704 roundings of the largest pixel times the largest tap, where nine products
 * summed directly are within 81.
 *
 *     |ŷ − y| ≤ 64·((1+v)^11 − 1)·(1 + 2^-32)·max|d|·max|g|
 *
 * Proof. Without rounding the algorithm gives y. Each output is a sum of products of entries of Aᵀ, A, G, Gᵀ, Bᵀ, B, a pixel and a tap. On the way of
 * each there are at most 11 roundings: 2 + 2 additions in G g Gᵀ (multiplying by ½ is exact), 1 + 1 in Bᵀ d B, one
 * product, 2 + 2 additions in the last step. So the error is at most (1+v)^11 − 1 times the sum of the absolute values of all that, which is at most
 * |Aᵀ|[(|G|1|Gᵀ|) ⊙ (|Bᵀ|1|B|)]|A|·max|d|·max|g|, 1 all ones. Its largest entry is the square of 1·2 + 1.5·2 + 1.5·2 = 8. Underflow:
 * fewer than 2^10 products are off by 2^-150 each, amplified by less than 2^43 with pixels and taps up to 2^20; that is below 2^-32 of the bound, as the
 * largest pixel and tap are at least 2^-20.
 *
 * Hypotheses: the largest pixel and the largest tap are between 2^-20 and 2^20. Not attained: about a tenth is the most that was seen. A bound by the
 * absolute products does not hold: winograd-within-products.
 */
export const winogradTwoNormwise: ComparisonClaim = {
  id: 'winograd-two-normwise',
  status: 'proven',
  topic: 'structured',
  statement:
    "Winograd's convolution F(2×2, 3×3) is within 64 times 11 roundings of the largest pixel times the largest tap.",
  formula: '|ŷ − y| ≤ 64·((1+v)^11 − 1)·(1 + 2^-32)·max|d|·max|g|',
  hypotheses: 'A tile of 4×4 pixels and 3×3 taps; the largest of each is between 2^-20 and 2^20.',
  source: 'Proof in src/claims/comparisons/winograd-two-normwise.ts; algorithm of Lavin and Gray 2016.',
  ...winogradRelation({ ...winogradTwo, roundings: 11, amplification: 64n }),
};
