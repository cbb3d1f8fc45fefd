import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { caseAt } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import { batches } from '../../inputs/batches.ts';
import { smallIntegers } from '../../inputs/distributions/integers.ts';
import { findEngine } from '../find-engine.ts';
import { EngineClient } from '../process/engine-client.ts';
import { pythonEnginesOnDemand } from '../tables/on-demand-python.ts';
import { slowConvolution } from './slow-convolution.test-support.ts';

vi.setConfig({ testTimeout: 180_000 });
/** Starting these libraries takes a minute, even where they are installed. The nightly workflow asks for it. */
const isAsked = process.env.LASTBIT_ON_DEMAND === 'true';
/** Every result is exact in any order. The nightly workflow tries all claims and settings. */
const integerBatches = batches({ distributions: [smallIntegers], outputs: 32, cases: 2, singles: 2 });
/** One window at the beginning of three rows: by ONNX's formula for `same`, the padding would be −3. */
const stepsOverTheEnd = {
  shape: convShape('3x4*1x1', { stride: [1, 4], padding: 'same' }),
  count: 1,
  images: Float32Array.from({ length: 12 }, (_, index) => index + 1),
  kernels: Float32Array.of(2),
};

for (const entry of pythonEnginesOnDemand) {
  // By default OpenVINO rounds inputs to bfloat16.
  const found = findEngine(entry, entry.settings.find(({ name }) => name === 'f32') ?? entry.settings[0]!);
  const missing = 'kind' in found;
  const what = isAsked ? 'convolves like a slow loop' : 'is asked with LASTBIT_ON_DEMAND=true alone';
  const title = missing ? `${entry.name} is missing: ${found.howToGetIt}` : `${entry.name} ${what}`;
  test.skipIf(missing || !isAsked)(title, async () => {
    if ('kind' in found) return;
    const client = new EngineClient(entry.name, found, { requestTimeoutMs: 60_000, onEvent: () => {} });
    try {
      const hello = await client.hello();
      expect(hello.engine).toBe(entry.name);
      const given = Object.fromEntries(hello.operations.map(({ name, formats }) => [name, formats]));
      for (const { operation, formats } of entry.operations)
        expect(given[operation]).toEqual(expect.arrayContaining([...formats]));
      await fc.assert(
        fc.asyncProperty(integerBatches, async (batch) => {
          const outcome = await client.evaluate('conv2d', 'binary32', batch);
          if (outcome.kind === 'declined') return;
          const expected = Array.from({ length: batch.count }, (_, index) =>
            slowConvolution(caseAt(batch, index), 'conv2d'),
          );
          expect(outcome.kind === 'value' ? Array.from(outcome.outputs, (value) => value + 0) : outcome).toEqual(
            expected.flat().map((value) => value + 0),
          );
        }),
        { numRuns: 4, seed: 2018, examples: [[stepsOverTheEnd]] },
      );
    } finally {
      await client.close();
    }
  });
}
