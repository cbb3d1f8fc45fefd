import { randomOf } from '../inputs/random.ts';

/** The largest number of shards. */
export const mostShards = 4096;

/**
 * The seed of shard k of n: 1 ≤ k ≤ n ≤ 4096. No two shards of a seed have the same one. It is an ordinary seed, so
 * `--seed` alone repeats the shard. It has forty random bits that depend on the seed and on n, and then the twelve
 * bits of k − 1.
 */
export function shardSeed(seed: number, k: number, n: number): number {
  const rng = randomOf(seed, `${n} shards`);
  return ((rng.next() >>> 0) * 2 ** 8 + rng.below(2 ** 8)) * mostShards + (k - 1);
}
