import { unitRoundoff32 } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, onlyOf } from './compensated.ts';
import { growth, outward, reciprocal } from './outward.ts';

/**
 * The dot product with compensated products and sums, as src/sums/compensated.ts computes it: one rounding of the result, to first order.
 * v = u/(1+u), u = 2^-24, η = 2^-150, n the number of products that are not zero (zeros change nothing), P = Σ|x_i·y_i|.
 *
 *     |ŝ − s| ≤ u·|s| + (1+u)·D,  D = ((1+v)^n − 1)·G + n·η,  G = ((1+v)^(n−1) − 1)((1+u)P + n·η) + u·P + 2n·η
 *
 * Proof. A rounded product p̂ has an error q = p − p̂ of at most 24 bits, |q| ≤ v|p| + η, so it is a binary32 number unless it
 * underflows; as rounded, q̂, it is off by η at most. TwoSum gives each addition's error e exactly, Σ|e_k| ≤ ((1+v)^(n−1) − 1)·Σ|p̂_k| as for
 * dot-neumaier. So s is within n·η of s_n + Σ(e_k + q̂_k), and Σ|e_k + q̂_k| ≤ G. These are each rounded once, then summed in n−1 additions:
 * c is off by ((1+v)^n − 1)·G at most. In what is claimed, u stands for v wherever a rounding is single. The result rounds s_n + c once, and s_n + c is within D of s.
 * (Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition 5.5: v·|s| + γ(n)²·P without underflow.)
 *
 * Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. The first term is attained by one product.
 */
export const dotDot2: OutputClaim = {
  id: 'dot-dot2',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement: 'The compensated dot product Dot2 is within one rounding of the exact value, to first order.',
  formula: '|ŝ − s| ≤ u·|s| + (1+u)·(((1+v)^n − 1)·G + n·2^-150), G = O(n·v)·P',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; lastbit/dot2.',
  source:
    'Proof in src/claims/error-bounds/dot-dot2.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition 5.5.',
  sharp: 'By 24929·673 = 2^24 + 1 alone, a tie.',
  inapplicableTo: onlyOf('lastbit/dot2'),
  boundFor: () => bound,
};

const v = reciprocal(2n ** 24n + 1n);
const power = growth(v, v);
const u = unitRoundoff32;

const bound = compensatedBound(({ nonZero, absoluteSum, exact }) => {
  if (nonZero === 0) return 0;
  const underflow = nonZero * 2 ** -150;
  const errors = outward(power(nonZero - 1) * ((1 + u) * absoluteSum + underflow) + u * absoluteSum + 2 * underflow);
  const lost = outward(power(nonZero) * errors + underflow);
  return outward(u * Math.abs(exact) + (1 + u) * lost);
});
