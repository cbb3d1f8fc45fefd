import type { Case } from '../../conv/case.ts';

/** 24929 · 673 = 2^24 + 1, half way between two binary32 numbers. */
const tie = [24929, 673] as const;
/** What is added to it: 1, which ties with 2^24, or as much as can be lost where sums are cut off. */
const others = [
  [1, 1],
  [1, 2 - 2 ** -23],
] as const;

/**
 * Windows of two terms on which as much is lost as two roundings can lose: a failure of rounding that needs many terms at random often
 * shows on one of these, which no dropping of terms leads to.
 */
export function* twoTermWitnesses({ shape }: Case): Generator<Case> {
  for (const other of others) {
    for (const [first, second] of [
      [tie, other],
      [other, tie],
    ] as const) {
      yield {
        shape: { ...shape, height: 1, width: 2, kernelHeight: 1, kernelWidth: 2, channelsIn: 1, channelsOut: 1 },
        image: Float32Array.of(first[0], second[0]),
        kernel: Float32Array.of(first[1], second[1]),
      };
    }
  }
}
