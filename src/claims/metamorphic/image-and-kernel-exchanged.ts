import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';

/**
 * Where image and kernel have the same size, they can be exchanged without changing a bit. Broken by whoever narrows or prepares one of the two only.
 *
 * Proof for our own orders: x·y = y·x, also rounded.
 */
export const imageAndKernelExchanged: MetamorphicClaim = {
  id: 'image-and-kernel-exchanged',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An image and a kernel of the same size can be exchanged without changing a bit.',
  formula: 'f(x, y) ≡ f(y, x)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/image-and-kernel-exchanged.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    const alike = shape.height === shape.kernelHeight && shape.width === shape.kernelWidth;
    const single = shape.batch === 1 && shape.channelsOut === 1;
    if (!alike || !single || paddingOf(shape).some((zeros) => zeros > 0)) return undefined;
    const varied = { ...batch, images: batch.kernels, kernels: batch.images };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' });
    return { batch: varied, pairs, change: 'image and kernel exchanged' };
  },
};
