import type { ComparisonClaim } from './comparison-claim.ts';
import { biasFirstOrLast } from './refuted/bias-first-or-last.ts';
import { convolutionEqualsMultiplySum } from './refuted/convolution-equals-multiply-sum.ts';
import { errorRelativeToResult } from './refuted/error-relative-to-result.ts';
import { fastTwoSumAlways } from './refuted/fast-two-sum-always.ts';
import { froundIsFused } from './refuted/fround-is-fused.ts';
import { fusedNeverWorse } from './refuted/fused-never-worse.ts';
import { increasingIsBest } from './refuted/increasing-is-best.ts';
import { integersAreExact } from './refuted/integers-are-exact.ts';
import { kahanNeverWorse } from './refuted/kahan-never-worse.ts';
import { kahanOrderFree } from './refuted/kahan-order-free.ts';
import { kahanTwoRoundings } from './refuted/kahan-two-roundings.ts';
import { neumaierIsCorrectlyRounded } from './refuted/neumaier-is-correctly-rounded.ts';
import { normalisingFirst } from './refuted/normalising-first.ts';
import { ordersWithinOneUlp } from './refuted/orders-within-one-ulp.ts';
import { pairwiseNeverWorse } from './refuted/pairwise-never-worse.ts';
import { probabilisticBoundAlways } from './refuted/probabilistic-bound-always.ts';
import { sortedIsReproducible } from './refuted/sorted-is-reproducible.ts';
import { squareRootOfTerms } from './refuted/square-root-of-terms.ts';
import { underflowStrictlyBelow } from './refuted/underflow-strictly-below.ts';
import { wideIsCorrectlyRounded } from './refuted/wide-is-correctly-rounded.ts';
import { widerNeverWorse } from './refuted/wider-never-worse.ts';
import { winogradWithinProducts } from './refuted/winograd-within-products.ts';
import { withinDefaultTolerances } from './refuted/within-default-tolerances.ts';
import { zeroTapsChangeNothing } from './refuted/zero-taps-change-nothing.ts';

/**
 * What is widely believed of sums in floating point and is not true, in table order, each with factors that refute it.
 */
export const refutedClaims: readonly ComparisonClaim[] = [
  convolutionEqualsMultiplySum,
  ordersWithinOneUlp,
  ...withinDefaultTolerances,
  zeroTapsChangeNothing,
  sortedIsReproducible,
  integersAreExact,
  froundIsFused,
  wideIsCorrectlyRounded,
  neumaierIsCorrectlyRounded,
  pairwiseNeverWorse,
  fusedNeverWorse,
  widerNeverWorse,
  kahanNeverWorse,
  increasingIsBest,
  squareRootOfTerms,
  kahanTwoRoundings,
  winogradWithinProducts,
  errorRelativeToResult,
  probabilisticBoundAlways,
  biasFirstOrLast,
  normalisingFirst,
  kahanOrderFree,
  fastTwoSumAlways,
  underflowStrictlyBelow,
];
