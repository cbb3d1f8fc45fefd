import { randomOf } from '../inputs/random.ts';

/** So many shards at most. */
export const mostShards = 4096;

/**
 * The seed of shard k of n: 1 ≤ k ≤ n ≤ 4096. No two shards of a seed have the same one, and it is an ordinary seed, so
 * that `--seed` alone runs the shard again: forty random bits that hang on the seed and on n, and then twelve that are
 * k − 1.
 */
export function shardSeed(seed: number, k: number, n: number): number {
  const rng = randomOf(seed, `${n} shards`);
  return ((rng.next() >>> 0) * 2 ** 8 + rng.below(2 ** 8)) * mostShards + (k - 1);
}
