import { expect, test } from 'vitest';
import { randomSource } from './case-source.ts';
import { shardSeed } from './shard-seed.ts';

test('shards have seeds of their own, the same every time, and draw other cases', () => {
  const seeds = [1, 2, 2 ** 40].flatMap((seed) =>
    [2, 3, 4096].flatMap((n) => Array.from({ length: n }, (_, k) => shardSeed(seed, k + 1, n))),
  );
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  expect(shardSeed(7, 2, 3)).toBe(shardSeed(7, 2, 3));
  const [one, other] = [1, 2].map((k) => randomSource(shardSeed(7, k, 2)).batch(0));
  expect(one).not.toEqual(other);
});
