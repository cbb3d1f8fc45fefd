import { unitRoundoff32 } from '../../float/format.ts';
import { fabsumBlock } from '../../sums/compensated.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, ofRoundedProducts, onlyOf } from './compensated-bound.ts';
import { growth, outward, reciprocal } from './outward.ts';

const v = reciprocal(2n ** 24n + 1n);
const power = growth(v, v);
const u = unitRoundoff32;

/**
 * The dot product with compensated products and sums, as src/sums/compensated.ts computes it: to first order one
 * rounding of the result. v = u/(1+u), u = 2^-24, η = 2^-150, n the number of products that are not zero (zeros change
 * nothing), P = Σ|x_i·y_i|.
 *
 *     |ŝ − s| ≤ u·|s| + (1+u)·D,  D = ((1+v)^n − 1)·G + n·η,  G = ((1+v)^(n−1) − 1)((1+u)P + n·η) + u·P + 2n·η
 *
 * Proof. A rounded product p̂ has an error q = p − p̂ of at most 24 bits, |q| ≤ v|p| + η, so it is a binary32 number
 * unless it underflows; as rounded, q̂, it is off by η at most. TwoSum gives each addition's error e exactly, Σ|e_k| ≤
 * ((1+v)^(n−1) − 1)·Σ|p̂_k| as for dot-neumaier. So s is within n·η of s_n + Σ(e_k + q̂_k), and Σ|e_k + q̂_k| ≤ G.
 * These are each rounded once, then summed in n−1 additions: c is off by ((1+v)^n − 1)·G at most. In the formula u
 * stands for v for every single rounding. The result rounds s_n + c once, and s_n + c is within D of s. (Ogita, Rump
 * and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition 5.5: v·|s| + γ(n)²·P without underflow.)
 *
 * Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. The first term is reached by one
 * product.
 */
export const dotDot2: OutputClaim = {
  id: 'dot-dot2',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement: 'The compensated dot product Dot2 is within one rounding of the exact value, to first order.',
  formula: '|ŝ − s| ≤ u·|s| + (1+u)·(((1+v)^n − 1)·G + n·2^-150), G = O(n·v)·P',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; the subject is lastbit/dot2.',
  source:
    'Proof in src/claims/error-bounds/dot2-and-fabsum.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. ' +
    '26, Proposition 5.5.',
  sharp: 'Reached by 24929·673 = 2^24 + 1 alone, a tie.',
  inapplicableTo: onlyOf('lastbit/dot2'),
  boundFor: () => dotDot2Bound,
};

const dotDot2Bound = compensatedBound(({ nonZero, absoluteSum, exact }) => {
  if (nonZero === 0) return 0;
  const underflow = nonZero * 2 ** -150;
  const errors = outward(power(nonZero - 1) * ((1 + u) * absoluteSum + underflow) + u * absoluteSum + 2 * underflow);
  const lost = outward(power(nonZero) * errors + underflow);
  return outward(u * Math.abs(exact) + (1 + u) * lost);
});

/**
 * Blocks are summed by a loop, and their sums with compensation, as src/sums/compensated.ts does with blocks of b = 8:
 * about b roundings of the sum of absolute values, for any number of terms. v = u/(1+u), u = 2^-24, G_k = (1+v)^k − 1;
 * x_k are the rounded products, n of them not zero, S = Σ|x_k|, t = Σx_k; m is the smaller of n and the number of
 * blocks.
 *
 *     |ŝ − t| ≤ F·S + u·(|t| + F·S) + (1+u)·G_(m−2)·G_(m−1)·(1+F)·S,  F = (min(b,n) − 1)·u
 *
 * Proof. A block's sum B_i is off by (b−1)·v of its absolute sum at most (sum-any-order), zeros apart, so that |ΣB_i −
 * t| ≤ F·S and Σ|B_i| ≤ (1+F)·S. The sum of the B_i, of which m at most are not zero, is off by v·|ΣB_i| +
 * (1+v)·G_(m−2)·G_(m−1)·Σ|B_i| at most (proof of dot-neumaier). Products: |t − exact| ≤ u·P + n·2^-150, S ≤ (1+u)P +
 * n·2^-150. In the formula u stands for v for every single rounding. (The bound b·u + O(u²) is that of Blanchard,
 * Higham and Mary for exact products.)
 *
 * Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. Reached to first order by a block of
 * products that tie downward, each addition losing one of them, and a last tie that the rounding of the result takes.
 */
export const dotFabsum: OutputClaim = {
  id: 'dot-fabsum',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    'Rounded products, summed in blocks of eight by a loop and then block by block with compensation, suffer at ' +
    'most eight roundings and one of each product, to first order, however many there are.',
  formula:
    '|ŝ − s| ≤ F·S + u·(|t| + F·S) + (1+u)·G(m−2)·G(m−1)·(1+F)·S + u·P + n·2^-150, F = (min(8,n) − 1)·u, m blocks',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; the subject is lastbit/fabsum.',
  source:
    'Proof in src/claims/error-bounds/dot2-and-fabsum.ts; algorithm of Blanchard, Higham and Mary 2020, "A class of ' +
    'fast and accurate summation algorithms", SIAM J. Sci. Comput. 42, A1541–A1557.',
  sharp:
    'Reached to first order by 24929·673 = 2^24 + 1 and eight products of 2^-24 times that: the first block loses ' +
    'seven of them one by one, and the last rounding loses the eighth, a block of its own.',
  inapplicableTo: onlyOf('lastbit/fabsum'),
  boundFor: () => dotFabsumBound,
};

const dotFabsumBound = ofRoundedProducts(({ terms, nonZero }, t, absoluteSum) => {
  const sum = outward(absoluteSum);
  const inBlocks = outward((Math.min(fabsumBlock, nonZero) - 1) * u * sum);
  const blocks = Math.min(Math.ceil(terms / fabsumBlock), nonZero);
  const lost = outward(power(blocks - 2) * power(blocks - 1) * (sum + inBlocks));
  return inBlocks + u * (t + inBlocks) + (1 + u) * lost;
});
