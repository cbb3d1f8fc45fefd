import type { ComparisonClaim } from '../comparison-claim.ts';
import { winogradRelation } from './winograd.ts';
import { winogradFour } from './winograd-transform.ts';

/**
 * Winograd's convolution of 4×4 outputs at a time is within 52992 roundings of the largest pixel times the largest tap: 75 times what
 * 2×2 outputs at a time take, and 650 times the direct sum.
 *
 *     |ŷ − y| ≤ 2304·((1+v)^23 − 1)·(1 + 2^-32)·max|d|·max|g|
 *
 * Proof. As for winograd-two-normwise. Roundings on the longest way: in G g Gᵀ each side takes 4 (1/6, 1/12, 1/24 rounded to binary32, the
 * product, 2 additions), in Bᵀ d B 3 (the product by 5 and 2 additions, or 3 additions), one product, and 4 + 4 additions: 8 + 6 +
 * 1 + 8 = 23. The largest entry of |Aᵀ|[(|G|1|Gᵀ|) ⊙ (|Bᵀ|1|B|)]|A| is the square of that of the last row of Aᵀ, ½·10 + ½·10 + 2·8·(7/24)·6 + 1·10 = 48.
 * Underflow as there.
 *
 * Hypotheses: the largest pixel and the largest tap are between 2^-20 and 2^20. Not attained: about a thirtieth is the most that was seen.
 */
export const winogradFourNormwise: ComparisonClaim = {
  id: 'winograd-four-normwise',
  status: 'proven',
  topic: 'structured',
  statement:
    "Winograd's convolution F(4×4, 3×3) is within 2304 times 23 roundings of the largest pixel times the largest tap.",
  formula: '|ŷ − y| ≤ 2304·((1+v)^23 − 1)·(1 + 2^-32)·max|d|·max|g|',
  hypotheses: 'A tile of 6×6 pixels and 3×3 taps; the largest of each is between 2^-20 and 2^20.',
  source: 'Proof in src/claims/comparisons/winograd-four-normwise.ts; algorithm of Lavin and Gray 2016.',
  ...winogradRelation({ ...winogradFour, roundings: 23, amplification: 2304n }),
};
