import { unitRoundoff32 } from '../../float/format.ts';
import { fabsumBlock } from '../../sums/compensated.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, ofRoundedProducts, onlyOf } from './compensated-bound.ts';
import { growth, outward, reciprocal } from './outward.ts';

const v = reciprocal(2n ** 24n + 1n);
const power = growth(v, v);
const u = unitRoundoff32;

/**
 * The dot product with compensated products and sums, as src/sums/compensated.ts computes it. To first order the error
 * is one rounding of the result. v = u/(1+u), u = 2^-24, η = 2^-150, n is the number of products that are not zero
 * (zeros change nothing), P = Σ|x_i·y_i|.
 *
 *     |ŝ − s| ≤ u·|s| + (1+u)·D,  D = ((1+v)^n − 1)·G + n·η,  G = ((1+v)^(n−1) − 1)((1+u)P + n·η) + u·P + 2n·η
 *
 * Proof. (1) A rounded product p̂ has an error q = p − p̂ of at most 24 bits, |q| ≤ v|p| + η. So q is a binary32 number
 * unless it underflows; rounded to q̂ it is off by at most η. TwoSum gives the error e of each addition exactly, and
 * Σ|e_k| ≤ ((1+v)^(n−1) − 1)·Σ|p̂_k| as for dot-neumaier. So s is within n·η of s_n + Σ(e_k + q̂_k), and Σ|e_k + q̂_k|
 * ≤ G.
 *
 * (2) Each e_k + q̂_k is rounded once, and then n−1 additions sum them to c, which is off by at most ((1+v)^n − 1)·G.
 * The result rounds s_n + c once, and s_n + c is within D of s. In the formula u replaces v for every single rounding.
 * (Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition 5.5: v·|s| + γ(n)²·P without underflow.)
 *
 * Hypotheses: inputs are finite; 4P is below the overflow threshold; round to nearest. The first term is reached by one
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
 * Blocks are summed by a loop, and their sums with compensation, as src/sums/compensated.ts does with blocks of b = 8.
 * The error is about b roundings of the sum of absolute values, for any number of terms. v = u/(1+u), u = 2^-24, G_k =
 * (1+v)^k − 1; x_k are the rounded products, n of them not zero, S = Σ|x_k|, t = Σx_k; m is the smaller of n and the
 * number of blocks.
 *
 *     |ŝ − t| ≤ F·S + u·(|t| + F·S) + (1+u)·G_(m−2)·G_(m−1)·(1+F)·S,  F = (min(b,n) − 1)·u
 *
 * Proof. Zeros add exactly. The sum B_i of a block is off by at most (b−1)·v times its absolute sum (sum-any-order). So
 * |ΣB_i − t| ≤ F·S and Σ|B_i| ≤ (1+F)·S. At most m of the B_i are not zero. Their sum is off by at most v·|ΣB_i| +
 * (1+v)·G_(m−2)·G_(m−1)·Σ|B_i|, by the proof of dot-neumaier. For the products, |t − exact| ≤ u·P + n·2^-150 and S ≤
 * (1+u)P + n·2^-150. In the formula u replaces v for every single rounding. (For exact products the bound b·u + O(u²)
 * is that of Blanchard, Higham and Mary.)
 *
 * Hypotheses: inputs are finite; 4P is below the overflow threshold; round to nearest. It is reached to first order by
 * a block of products that tie downward, where each addition loses one of them, and a last tie in the rounding of the
 * result.
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
