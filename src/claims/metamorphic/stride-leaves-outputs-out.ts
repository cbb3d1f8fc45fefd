import { outputShape, outputSize, paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';

/** More outputs than this are not asked for: a stride of 5 × 5 has 25 times as many without it. */
const mostOutputs = 2 ** 12;

/**
 * A stride only leaves outputs out: those that stay have the bits that they have with stride 1 and the same padding in numbers.
 * Broken where large strides have a code of their own; where a value is another one by more than rounding, something is wrong.
 *
 * Proof for our own orders: the terms of an output are the same.
 */
export const strideLeavesOutputsOut: MetamorphicClaim = {
  id: 'stride-leaves-outputs-out',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'With a stride, outputs have the bits that they have without it.',
  formula: 'f(x, y, stride s)_p ≡ f(x, y, stride 1)_(s·p)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/stride-leaves-outputs-out.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    const [down, right] = shape.stride;
    if (down * right === 1 || outputShape(shape)[1] * outputShape(shape)[2] === 1) return undefined;
    const every = { ...shape, stride: [1, 1] as const, padding: paddingOf(shape) };
    if (batch.count * outputSize(every, operation) > mostOutputs) return undefined;
    const varied = { ...batch, shape: every };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) => [
      image,
      row * down,
      column * right,
      channel,
    ]);
    return { batch: varied, pairs, change: 'stride 1 × 1' };
  },
};
