import { expect, test } from 'vitest';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { revealBound } from './bound-at.ts';

const shape: ConvShape = {
  ...{ batch: 1, height: 2, width: 7, channelsIn: 1, channelsOut: 1, kernelHeight: 2, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
};

/**
 * Five outputs of six products in binary64: a loop, or where `paired` is set, pairs of the first four, as TensorFlow
 * does it.
 */
const engine = (paired: (output: number) => boolean): Subject => ({
  ...{ id: 'odd/tail', engine: 'odd', operation: 'conv2d', format: 'binary64', summation: 'unknown' },
  availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
  evaluate: async (batch) => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float64Array.from({ length: batch.count * plan.outputs }, (_, i) => {
      const product = (term: number): number => left[i * plan.terms + term]! * right[i * plan.terms + term]!;
      const first = paired(i % plan.outputs)
        ? product(0) + product(1) + (product(2) + product(3))
        : product(0) + product(1) + product(2) + product(3);
      return first + product(4) + product(5);
    });
    return { kind: 'value', format: 'binary64', outputs };
  },
});

test('an output with another tree is distinguished, though sums in binary64 rarely differ', async () => {
  expect(
    (
      await revealBound(
        engine(() => true),
        shape,
      )
    )?.words,
  ).toMatch(/^4 lanes, joined by neighbours, tail after; products exact/);
  expect(
    (
      await revealBound(
        engine(() => false),
        shape,
      )
    )?.words,
  ).toMatch(/^sequential; products exact/);
  expect(
    await revealBound(
      engine((output) => output < 4),
      shape,
    ),
  ).toBeUndefined();
});
