import type { RelationClaim } from './relation-claim.ts';
import { differenceFusedLoop } from './relations/difference-fused-loop.ts';
import { differenceSameProducts } from './relations/difference-same-products.ts';
import { flushedInputs } from './relations/flushed-inputs.ts';
import { flushedResults } from './relations/flushed-results.ts';
import { fourierNormwise } from './relations/fourier-normwise.ts';
import { loopsSkipZeros } from './relations/loops-skip-zeros.ts';
import { ordersNegate } from './relations/orders-negate.ts';
import { ordersScale } from './relations/orders-scale.ts';
import { truncatingLoop } from './relations/truncating-loop.ts';
import { winogradFourNormwise } from './relations/winograd-four-normwise.ts';
import { winogradTwoNormwise } from './relations/winograd-two-normwise.ts';

/** What is proved of several runs, or of algorithms that are no orders of ours, in table order. */
export const relationClaims: readonly RelationClaim[] = [
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
