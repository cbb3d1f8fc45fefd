import type { Distribution } from '../distribution.ts';
import { fillWindows, powerOfTwo, shuffleTerms } from '../fill.ts';
import type { Rng } from '../random.ts';

/**
 * Dot products of a wanted condition number 2 Σ|xᵢyᵢ| / |Σ xᵢyᵢ|, after Ogita, Rump and Oishi, "Accurate sum and dot
 * product", SIAM J. Sci. Comput. 26 (2005), Algorithm 6.1 (GenDot). Let b be log2 of the condition number. The first
 * half of the terms is random with exponents up to b/2. The second half has falling exponents and is chosen term by
 * term, so that the partial sum falls with them. `x` and `y` hold random significands to begin with, as `fillWindows`
 * gives them. The partial sum is kept in two binary64 numbers, because that is enough for b ≤ 47 and costs O(n). Few
 * terms cannot cancel much, because each term of the second half removes at most 24 bits. So for n ≤ 4 the condition
 * number may be smaller.
 */
export function illConditionedWindow(rng: Rng, x: Float32Array, y: Float32Array, n: number, condition: number): void {
  const half = Math.log2(condition) / 2;
  const highest = Math.round(half);
  const first = (n + 1) >> 1;
  const fall = n - first > 1 ? half / (n - first - 1) : half;
  let high = 0;
  let low = 0;
  for (let t = 0; t < n; t++) {
    if (t < first) {
      const scale = powerOfTwo(t === 0 ? highest : rng.below(highest + 1));
      x[t] = x[t]! * scale;
      y[t] = y[t]! * scale;
    } else {
      const scale = powerOfTwo(Math.round((n - 1 - t) * fall));
      x[t] = x[t]! * scale;
      y[t] = (y[t]! * scale - high - low) / x[t]!;
    }
    const product = x[t]! * y[t]!;
    const sum = high + product;
    const back = sum - high;
    low += high - (sum - back) + (product - back);
    high = sum;
  }
  shuffleTerms(rng, x, y, n);
}

/** A distribution of one condition number, or, without it, of condition numbers log-uniform from 1 to 10^14. */
export function illConditionedDistribution(condition?: number): Distribution {
  const reach = 'as far as few terms can reach it';
  const wanted = condition === undefined ? 'log-uniform from 1 to 10^14' : `about ${condition}`;
  return {
    name: condition === undefined ? 'ill-conditioned' : `ill-conditioned-${condition}`,
    share: condition === undefined ? 0.07 : 0,
    description: `In one window: a dot product with a condition number ${wanted} (GenDot), ${reach}.`,
    fill(rng, shape, images, kernels, count) {
      fillWindows(rng, shape, images, kernels, count, (_rng, x, y, n) => {
        illConditionedWindow(rng, x, y, n, condition ?? 10 ** (14 * rng.unit()));
      });
    },
  };
}

export const illConditioned: Distribution = illConditionedDistribution();
