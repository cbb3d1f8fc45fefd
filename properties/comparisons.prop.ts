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

/** Comparisons of several of our own runs. Factors are drawn as each claim says. */

/** For all factors that the claim draws, its runs satisfy its relation to one another and to the exact value. */
const forAllFactors = (claim: ComparisonClaim, take: (verdicts: Verdicts<Factors>) => void) =>
  fc.property(factorsOf(claim).arbitrary, (factors) => take(checkComparison(claim, [factors])));

/**
 * Winograd's convolution F(2×2, 3×3) is within 64 times 11 roundings of the largest pixel times the largest tap.
 * Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.
 */
propertyOfNumbers(winogradTwoNormwise, forAllFactors);

/**
 * Winograd's convolution F(4×4, 3×3) is within 2304 times 23 roundings of the largest pixel times the largest tap.
 * Proof in src/claims/comparisons/winograd.ts; algorithm of Lavin and Gray 2016.
 */
propertyOfNumbers(winogradFourNormwise, forAllFactors);

/**
 * A circular correlation of 16 numbers by Fourier transforms is within 252 roundings of the product of the norms
 * of pixels and taps, to first order. Proof in src/claims/comparisons/fourier.ts, after Higham 2002,
 * Accuracy and Stability of Numerical Algorithms, Theorem 24.2.
 */
propertyOfNumbers(fourierNormwise, forAllFactors);

/**
 * A loop of exact products whose sums are cut off to binary32, as in matrix units, is within 2n·u of the sum of
 * absolute products. Proof in src/claims/comparisons/truncating-loop.ts.
 */
propertyOfNumbers(truncatingLoop, forAllFactors);

/**
 * A loop that flushes subnormal results to zero is within n roundings, and the smallest normal number for each
 * operation. Proof in src/claims/comparisons/flushing.ts.
 */
propertyOfNumbers(flushedResults, forAllFactors);

/**
 * A loop that reads subnormal inputs as zero loses their products, and is otherwise within the bound of flushed
 * results. Proof in src/claims/comparisons/flushing.ts.
 */
propertyOfNumbers(flushedInputs, forAllFactors);

/**
 * Two orders that round the same products differ by at most the roundings of their additions: the roundings of
 * products cancel. Proof in src/claims/comparisons/differences.ts.
 */
propertyOfNumbers(differenceSameProducts, forAllFactors);

/**
 * A loop of fused multiply-adds and one that rounds its products differ by at most 2(n − 1) roundings of the sum
 * of absolute products. Proof in src/claims/comparisons/differences.ts.
 */
propertyOfNumbers(differenceFusedLoop, forAllFactors);

/**
 * With all pixels multiplied by 2^7, every order of ours gives 2^7 times its result, to the bit. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(ordersScale, forAllFactors);

/**
 * With all pixels negated, every order of ours gives its result negated, but for the sign of a zero. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(ordersNegate, forAllFactors);

/**
 * A loop with one accumulator gives the same result without the products that are zero. Proof in
 * src/claims/comparisons/invariance.ts.
 */
propertyOfNumbers(loopsSkipZeros, forAllFactors);

/** Beliefs that are widespread and false. */
for (const claim of refutedClaims) refutation(claim, checkComparison);
