import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { addHalfUnit, addRelative, addSmallerOperand, subtractSterbenz } from './arithmetic/additions.ts';
import { addMonotone, meanBetween, subtractZeroEqual } from './arithmetic/comparisons.ts';
import {
  addByWayOfDouble,
  fastTwoSumExact,
  fusedByOddRounding,
  twoSumExact,
} from './arithmetic/exact-transformations.ts';
import { multiplyRelative, multiplyWideExact, scaleByPowerOfTwo } from './arithmetic/multiplications.ts';
import type { Claim, ErrorClaim } from './claim.ts';
import type { ComparisonClaim } from './comparison-claim.ts';
import { differenceFusedLoop, differenceSameProducts } from './comparisons/differences.ts';
import { flushedInputs, flushedResults } from './comparisons/flushing.ts';
import { fourierNormwise } from './comparisons/fourier.ts';
import { loopsSkipZeros, ordersNegate, ordersScale } from './comparisons/invariance.ts';
import { truncatingLoop } from './comparisons/truncating-loop.ts';
import { winogradFourNormwise, winogradTwoNormwise } from './comparisons/winograd.ts';
import { differenceAnyOrder, dotAnyOrder } from './error-bounds/any-order.ts';
import { dotClassical, dotNUnits, dotOptimal } from './error-bounds/classical.ts';
import {
  dotBlocked,
  dotFusedLoop,
  dotLanes,
  dotNumpyPairwise,
  dotPairwise,
  dotSuperblock,
  dotTwoRoundings,
} from './error-bounds/closed-height.ts';
import { dotKahan, dotKlein, dotNeumaier } from './error-bounds/compensated-sums.ts';
import { dotDot2, dotFabsum } from './error-bounds/dot2-and-fabsum.ts';
import { dotCorrectlyRounded, dotExactGrid } from './error-bounds/exactness.ts';
import { dotHeight } from './error-bounds/height.ts';
import { dotOverflow, dotZeroSign } from './error-bounds/overflow-and-zero.ts';
import { dotGradualUnderflow, dotNonFinite, dotNoOverflow, dotUnderflow } from './error-bounds/range.ts';
import { dotWide } from './error-bounds/wide.ts';
import {
  dilationAsZeroTaps,
  paddingAsExplicitZeros,
  paddingSameInNumbers,
  strideLeavesOutputsOut,
} from './metamorphic/padding-stride-dilation.ts';
import {
  sameCallTwice,
  sameWindowAnyBatch,
  sameWindowAnyChannels,
  sameWindowAnyImage,
  sameWindowAnyPosition,
} from './metamorphic/same-window.ts';
import {
  infiniteTapOnPadding,
  infinityTimesZero,
  nanReachesItsWindows,
  otherWindowsKeepTheirBits,
} from './metamorphic/special-values.ts';
import {
  imageAndKernelExchanged,
  monotoneInEachInput,
  negatedImage,
  scalingByPowerOfTwo,
} from './metamorphic/symmetries.ts';
import { zeroChannelLeftOut, zeroKernelRowLeftOut, zeroTaps } from './metamorphic/zeros.ts';
import type { MetamorphicClaim } from './metamorphic-claim.ts';
import type { OperationClaim } from './operation-claim.ts';
import {
  froundIsFused,
  fusedNeverWorse,
  integersAreExact,
  normalisingFirst,
  pairwiseNeverWorse,
  wideIsCorrectlyRounded,
  widerNeverWorse,
} from './refuted/accuracy.ts';
import {
  errorRelativeToResult,
  probabilisticBoundAlways,
  squareRootOfTerms,
  underflowStrictlyBelow,
  winogradWithinProducts,
} from './refuted/bounds.ts';
import {
  fastTwoSumAlways,
  kahanNeverWorse,
  kahanOrderFree,
  kahanTwoRoundings,
  neumaierIsCorrectlyRounded,
} from './refuted/compensated.ts';
import {
  biasFirstOrLast,
  convolutionEqualsMultiplySum,
  increasingIsBest,
  ordersWithinOneUlp,
  sortedIsReproducible,
  zeroTapsChangeNothing,
} from './refuted/orders.ts';
import { withinDefaultTolerances } from './refuted/tolerances.ts';
import type { SumClaim } from './sum-claim.ts';
import { sumAnyOrder, sumClassical } from './sums/any-order.ts';
import { differenceByHeight, sumBackward, sumHeight, sumHeightClassical, sumTreeNumber } from './sums/height.ts';
import { sumIncreasing, sumNotBelowLargest } from './sums/non-negative.ts';
import { sumRunning, sumRunningUnits } from './sums/running.ts';

// The order of these lists is the order of the claims in every table that lastbit prints.

/** The claims about single outputs, of one subject or of a pair. Most of them bound an error. */
export const errorClaims: readonly ErrorClaim[] = [
  dotAnyOrder,
  differenceAnyOrder,
  dotHeight,
  dotWide,
  dotCorrectlyRounded,
  dotKahan,
  dotNeumaier,
  dotKlein,
  dotFabsum,
  dotDot2,
  dotClassical,
  dotNUnits,
  dotOptimal,
  dotFusedLoop,
  dotTwoRoundings,
  dotPairwise,
  dotNumpyPairwise,
  dotBlocked,
  dotSuperblock,
  dotLanes,
  dotUnderflow,
  dotNoOverflow,
  dotOverflow,
  dotZeroSign,
  dotExactGrid,
  dotNonFinite,
  dotGradualUnderflow,
];

/** The rules of one rounded operation or of a few. All other claims rest on them. */
export const operationClaims: readonly OperationClaim[] = [
  addRelative,
  multiplyRelative,
  addSmallerOperand,
  addHalfUnit,
  subtractSterbenz,
  twoSumExact,
  fastTwoSumExact,
  multiplyWideExact,
  addByWayOfDouble,
  fusedByOddRounding,
  addMonotone,
  subtractZeroEqual,
  meanBetween,
  scaleByPowerOfTwo,
];

/** The claims about sums in any format and any order. */
export const sumClaims: readonly SumClaim[] = [
  sumAnyOrder,
  sumHeight,
  sumClassical,
  sumHeightClassical,
  sumBackward,
  sumIncreasing,
  sumRunning,
  sumRunningUnits,
  sumNotBelowLargest,
  differenceByHeight,
  sumTreeNumber,
];

/** The proven claims about several runs of lastbit's own algorithms. */
export const comparisonClaims: readonly ComparisonClaim[] = [
  winogradTwoNormwise,
  winogradFourNormwise,
  fourierNormwise,
  truncatingLoop,
  flushedResults,
  flushedInputs,
  differenceSameProducts,
  differenceFusedLoop,
  ordersScale,
  ordersNegate,
  loopsSkipZeros,
];

/** The metamorphic relations. */
export const metamorphicClaims: readonly MetamorphicClaim[] = [
  sameCallTwice,
  sameWindowAnyPosition,
  sameWindowAnyImage,
  sameWindowAnyBatch,
  sameWindowAnyChannels,
  otherWindowsKeepTheirBits,
  paddingSameInNumbers,
  paddingAsExplicitZeros,
  strideLeavesOutputsOut,
  dilationAsZeroTaps,
  zeroKernelRowLeftOut,
  zeroChannelLeftOut,
  zeroTaps,
  imageAndKernelExchanged,
  negatedImage,
  scalingByPowerOfTwo,
  monotoneInEachInput,
  nanReachesItsWindows,
  infinityTimesZero,
  infiniteTapOnPadding,
];

/** Common beliefs about sums that are false, each with inputs that refute it. */
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

/** Every claim. */
export const allClaims: readonly Claim[] = [
  ...errorClaims,
  ...metamorphicClaims,
  ...operationClaims,
  ...sumClaims,
  ...comparisonClaims,
  ...refutedClaims,
];

/** The claims with these ids; all claims if there are none. Throws a UsageError for an unknown id. */
export function claimsNamed(ids: readonly string[]): readonly Claim[] {
  if (ids.length === 0) return allClaims;
  const known = allClaims.map(({ id }) => id);
  return [...new Set(ids)].map((id) => {
    const claim = allClaims.find((candidate) => candidate.id === id);
    if (claim !== undefined) return claim;
    if (id.includes('/'))
      throw new UsageError(`no claim ${JSON.stringify(id)}; for a subject, say --subject ${shown(id)}`);
    throw new UsageError(`no claim ${JSON.stringify(id)}; did you mean ${nearestText(id, known)}?`);
  });
}
