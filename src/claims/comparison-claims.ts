import type { ComparisonClaim } from './comparison-claim.ts';
import { differenceFusedLoop } from './comparisons/difference-fused-loop.ts';
import { differenceSameProducts } from './comparisons/difference-same-products.ts';
import { flushedInputs } from './comparisons/flushed-inputs.ts';
import { flushedResults } from './comparisons/flushed-results.ts';
import { fourierNormwise } from './comparisons/fourier-normwise.ts';
import { loopsSkipZeros } from './comparisons/loops-skip-zeros.ts';
import { ordersNegate } from './comparisons/orders-negate.ts';
import { ordersScale } from './comparisons/orders-scale.ts';
import { truncatingLoop } from './comparisons/truncating-loop.ts';
import { winogradFourNormwise } from './comparisons/winograd-four-normwise.ts';
import { winogradTwoNormwise } from './comparisons/winograd-two-normwise.ts';

/** What is proved of several runs, or of algorithms that are no orders of ours, in table order. */
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
