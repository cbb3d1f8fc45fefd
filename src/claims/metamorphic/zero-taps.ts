import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { onlyFinite } from './only-finite.ts';
import { isOwn } from './own-subjects.ts';

/**
 * A kernel of zeros gives zeros. Broken by whoever leaves old memory in the result, or adds something of its own.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for our own orders: all products are ±0, and so are their sums and the errors of these.
 */
export const zeroTaps: MetamorphicClaim = {
  id: 'zero-taps',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A kernel of zeros gives zeros.',
  formula: 'f(x, 0) = 0',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/zero-taps.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const zero = draw(2) === 0 ? 0 : -0;
    const varied = { ...batch, kernels: new Float32Array(batch.kernels.length).fill(zero) };
    const pairs = onlyFinite(batch, matchedOutputs(batch, varied, operation, { kind: 'zero' }));
    return { batch: varied, pairs, change: 'all taps zero' };
  },
};
