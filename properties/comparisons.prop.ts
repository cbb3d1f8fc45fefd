import fc from 'fast-check';
import { checkComparison } from '../src/check/check-numbers.ts';
import { refutedClaims } from '../src/claims/all-claims.ts';
import type { ComparisonClaim, Factors } from '../src/claims/comparison-claim.ts';
import { differenceFusedLoop, differenceSameProducts } from '../src/claims/comparisons/differences.ts';
import { flushedInputs, flushedResults } from '../src/claims/comparisons/flushing.ts';
import { fourierNormwise } from '../src/claims/comparisons/fourier.ts';
import { loopsSkipZeros, ordersNegate, ordersScale } from '../src/claims/comparisons/invariance.ts';
import { truncatingLoop } from '../src/claims/comparisons/truncating-loop.ts';
import { winogradFourNormwise, winogradTwoNormwise } from '../src/claims/comparisons/winograd.ts';
import { factorsOf } from '../src/claims/inputs-of.ts';
import type { Verdicts } from '../src/judge/verdict.ts';
import { propertyOfNumbers, refutation } from './property-of-numbers.ts';

/** Comparisons of several runs of algorithms of lastbit. Factors are drawn as each claim says. */

/** For all factors that the claim draws, its runs satisfy its relation to one another and to the exact value. */
const forAllFactors = (claim: ComparisonClaim, take: (verdicts: Verdicts<Factors>) => void) =>
  fc.property(factorsOf(claim).arbitrary, (factors) => take(checkComparison(claim, [factors])));

/**
 * Winograd's convolution F(2×2, 3×3) is off by at most 64 times 11 roundings of the largest pixel times the largest
 * tap. Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.
 */
propertyOfNumbers(winogradTwoNormwise, forAllFactors);

/**
 * Winograd's convolution F(4×4, 3×3) is off by at most 2304 times 23 roundings of the largest pixel times the largest
 * tap. Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.
 */
propertyOfNumbers(winogradFourNormwise, forAllFactors);

/**
 * A circular correlation of 16 numbers by Fourier transforms is off by at most 252 roundings of the product of the
 * norms of pixels and taps, to first order. Proof in src/claims/comparisons/fourier.ts, after Higham 2002, Accuracy and
 * Stability of Numerical Algorithms, Theorem 24.2.
 */
propertyOfNumbers(fourierNormwise, forAllFactors);

/**
 * A loop of exact products that truncates its sums to binary32, as matrix units do, is off by at most 2n·u times the
 * sum of absolute products. Proof in src/claims/comparisons/truncating-loop.ts.
 */
propertyOfNumbers(truncatingLoop, forAllFactors);

/**
 * A loop that flushes subnormal results to zero suffers at most n roundings, and loses at most the smallest normal
 * number in each operation. Proof in src/claims/comparisons/flushing.ts.
 */
propertyOfNumbers(flushedResults, forAllFactors);

/**
 * A loop that reads subnormal inputs as zero loses their products; for the rest the bound of flushed results holds.
 * Proof in src/claims/comparisons/flushing.ts.
 */
propertyOfNumbers(flushedInputs, forAllFactors);

/**
 * Two summation algorithms that round the same products differ by at most the roundings of their additions: the
 * roundings of products cancel. Proof in src/claims/comparisons/differences.ts.
 */
propertyOfNumbers(differenceSameProducts, forAllFactors);

/**
 * A loop of fused multiply-adds and a loop that rounds its products differ by at most 2(n − 1) roundings of the sum of
 * absolute products, to first order. Proof in src/claims/comparisons/differences.ts.
 */
propertyOfNumbers(differenceFusedLoop, forAllFactors);

/**
 * Multiplying all pixels by 2^7 multiplies the result of each algorithm of lastbit by 2^7, to the bit. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(ordersScale, forAllFactors);

/**
 * Negating all pixels negates the result of each algorithm of lastbit, except for the sign of a zero. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(ordersNegate, forAllFactors);

/**
 * Leaving out the products that are zero does not change the result of a loop with one accumulator. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(loopsSkipZeros, forAllFactors);

/** Beliefs that are widespread and false. */
for (const claim of refutedClaims) refutation(claim, checkComparison);
