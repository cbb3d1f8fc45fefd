import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { imageSize, kernelSize } from '../conv/shape.ts';
import { batches } from '../inputs/batches.ts';
import { shapes } from '../inputs/shapes.ts';
import { python } from '../python.test-support.ts';
import { openRegistry } from './registry.ts';

const missing = spawnSync(python, ['--version']).status !== 0;
const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
const program = /```python\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
/** What the example offers; not integers, so that the order of the sums shows. */
const plainBatch = fc.tuple(shapes(), fc.integer({ min: 1, max: 3 })).map(([shape, count]): Batch => {
  const kernel = {
    kernelHeight: Math.min(shape.kernelHeight, shape.height),
    kernelWidth: Math.min(shape.kernelWidth, shape.width),
  };
  const one = {
    ...shape,
    ...kernel,
    batch: 1,
    channelsIn: 1,
    channelsOut: 1,
    dilation: [1, 1] as const,
    padding: 'valid' as const,
  };
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, index) => Math.sin(index * index + length));
  return { shape: one, count, images: numbers(count * imageSize(one)), kernels: numbers(count * kernelSize(one)) };
});
const folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

if (missing) {
  test(`the example of docs/protocol.md cannot be tried: there is no ${python}`, () => {
    expect(process.env.CI).not.toBe('true');
  });
} else {
  test('the example of docs/protocol.md is an engine of 35 lines, and sums as it says', async () => {
    expect(program.trimEnd().split('\n')).toHaveLength(35);
    const file = join(folder, 'my engine.py');
    writeFileSync(file, program);
    const registry = await openRegistry({ engines: ['lastbit'], userEngines: { mine: `${python} "${file}"` } });
    const mine = registry.subjects.find(({ id }) => id === 'mine/conv2d:binary64');
    const ours = registry.subjects.find(({ id }) => id === 'lastbit/sequential:binary64');
    expect(await mine?.availability()).toMatchObject({ kind: 'ready', version: '1' });
    for (const batch of fc.sample(plainBatch, { numRuns: 100, seed: 5 })) {
      const outcome = await mine?.evaluate(batch);
      expect(outcome?.kind).toBe('value');
      expect(outcome).toEqual(await ours?.evaluate(batch));
    }
    const declined = fc
      .sample(batches(), { numRuns: 20, seed: 5 })
      .find(({ shape }) => shape.padding === 'same') as Batch;
    expect(await mine?.evaluate(declined)).toMatchObject({ kind: 'declined' });
    await registry.close();
  });
}
