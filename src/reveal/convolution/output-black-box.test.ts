import { expect, test } from 'vitest';
import { oddEngine } from '../../check/odd-engine.test-support.ts';
import { convShape } from '../../conv/shape-text.ts';
import type { Subject } from '../../engines/engine.ts';
import { outputBlackBox } from './output-black-box.ts';

const dot = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, pixel, term) => sum + pixel * right[term]!, 0);
const engine = oddEngine('dot', dot);

test('a layer around one output is asked in arrays that are used again, never in two calls at once', async () => {
  const arrays = new Set<ArrayBufferLike>();
  const subject: Subject = {
    ...engine,
    evaluate: async (batch) => {
      arrays.add(batch.images.buffer);
      await new Promise((resolve) => setImmediate(resolve));
      return engine.evaluate(batch);
    },
  };
  const { blackBox, terms } = outputBlackBox(subject, convShape('6x7x3*3x2x4'), 9);
  const n = terms.length;
  const ask = async (count: number, value: number): Promise<void> => {
    const lefts = Float32Array.from({ length: count * n }, (_, i) => value + (i % 5));
    const rights = Float32Array.from({ length: count * n }, (_, i) => 1 + (i % 3));
    const must = Array.from({ length: count }, (_, w) =>
      dot(lefts.subarray(w * n, (w + 1) * n), rights.subarray(w * n, (w + 1) * n)),
    );
    expect([...(await blackBox(lefts, rights, n, count))]).toEqual(must);
  };
  await Promise.all([ask(3, 1), ask(2, 10), ask(5, 100)]);
  for (const count of [4, 1, 5, 2]) await ask(count, count);
  expect(arrays.size).toBeLessThan(7);
});

test('a subject that answers with the array it was given keeps it', async () => {
  const echo: Subject = {
    ...engine,
    evaluate: async ({ images, count }) => ({
      kind: 'value',
      format: 'binary32',
      outputs: images.subarray(0, count),
    }),
  };
  const { blackBox, terms, outputs } = outputBlackBox(echo, convShape('3x3*2x2', { dilation: 2 }), 0);
  const n = terms.length;
  expect(outputs).toBe(1);
  const first = await blackBox(new Float32Array(n).fill(1), new Float32Array(n).fill(1), n, 1);
  const copy = [...first];
  await blackBox(new Float32Array(n).fill(2), new Float32Array(n).fill(2), n, 1);
  expect([...first]).toEqual(copy);
});
