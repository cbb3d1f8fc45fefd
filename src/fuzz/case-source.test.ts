import { expect, test } from 'vitest';
import { shapeKey } from '../conv/shape-text.ts';
import { productCount } from '../conv/terms.ts';
import { signedZeros } from '../inputs/distributions/zeros.ts';
import { batchSizes, randomSource } from './case-source.ts';

const drawn = (seed: number, asked: number) => {
  // Shapes do not depend on the values; these are quick to draw.
  const source = randomSource(seed, { ...batchSizes(asked), distributions: [signedZeros] });
  const shapes = new Set<string>();
  let [cases, products, batches] = [0, 0, 0];
  while (cases < asked) {
    const { shape, count } = source.batch(batches++);
    shapes.add(shapeKey(shape));
    cases += count;
    products += count * productCount(shape, 'conv2d');
  }
  return { shapes: shapes.size, productsOfACase: products / cases };
};

test.each([
  [2_000, 400],
  [20_000, 2_500],
])('%i cases have at least %i distinct shapes, and are cheap on average', (asked, least) => {
  for (const seed of [1, 2, 20180126]) {
    const { shapes, productsOfACase } = drawn(seed, asked);
    expect(shapes).toBeGreaterThanOrEqual(least);
    expect(productsOfACase).toBeLessThan(500);
  }
});

test('campaigns of 10,000 cases or more have larger batches, which do not depend on the number', () => {
  const counts = [1, 9_999, 10_000].map((asked) => {
    const source = randomSource(1, batchSizes(asked));
    return Array.from({ length: 40 }, (_, index) => source.batch(index).count).reduce((sum, count) => sum + count);
  });
  expect(counts[1]).toBe(counts[0]);
  expect(counts[2]).toBeGreaterThan(1.2 * counts[1]!);
  const [one, other] = [10_000, 1_000_000].map((asked) => randomSource(5, batchSizes(asked)).batch(7));
  expect(one).toEqual(other);
});
