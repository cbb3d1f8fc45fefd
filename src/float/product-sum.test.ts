import { expect, test } from 'vitest';
import { addDyadic, type Dyadic, dyadicOf, dyadicZero } from './dyadic.ts';
import { ProductSum } from './product-sum.ts';
import { testRandom } from './random.test-support.ts';

function bothSums(products: readonly number[]): readonly [Dyadic, Dyadic] {
  const sum = new ProductSum();
  for (const product of products) sum.add(product);
  return [sum.total(), products.reduce((total, product) => addDyadic(total, dyadicOf(product)), dyadicZero)];
}

test('the sum of products is exact, whatever their magnitudes, and larger than a bucket', () => {
  const random = testRandom(7);
  for (const count of [0, 1, 2, 31, 32, 33, 3000]) {
    const any = Array.from({ length: count }, () => random.anyBinary32() * random.anyBinary32());
    const near = Array.from({ length: count }, () => random.binary32(0, 1) * random.binary32(0, 1));
    for (const products of [any, near, near.map(() => near[0]!)]) {
      const [sum, must] = bothSums(products);
      expect(sum).toEqual(must);
    }
  }
});

test('the ends of the range: the smallest and the largest products, and zeros', () => {
  const [least, most] = [2 ** -149, (2 - 2 ** -23) * 2 ** 127];
  for (const products of [[least * least], [most * most, -(least * least)], Array(100).fill(most * most), [0, -0]]) {
    const [sum, must] = bothSums(products);
    expect(sum).toEqual(must);
  }
});
