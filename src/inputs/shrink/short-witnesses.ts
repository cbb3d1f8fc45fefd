import type { Case } from '../../conv/batch.ts';

/** 24929 · 673 = 2^24 + 1, half way between two binary32 numbers. */
const tie = [24929, 673] as const;
/** What is added to it: 1, which ties with 2^24, or as much as can be lost where sums are cut off. */
const others = [
  [1, 1],
  [1, 2 - 2 ** -23],
] as const;

/**
 * Windows of two, three and four terms on which as much is lost as so many roundings can lose: a failure of rounding that needs many terms at
 * random often shows on one of these, which no dropping of terms leads to. Those that are shorter than the window in hand.
 */
export function* shortWitnesses({ kernel }: Case): Generator<Case> {
  for (const terms of [2, 3, 4]) {
    if (terms >= kernel.length) return;
    for (const other of others) {
      const rest = Array.from({ length: terms - 1 }, () => other);
      yield window([tie, ...rest]);
      yield window([...rest, tie]);
    }
  }
}

function window(terms: readonly (readonly [pixel: number, tap: number])[]): Case {
  const [height, width] = [1, terms.length];
  const sizes = { batch: 1, height, width, channelsIn: 1, channelsOut: 1, kernelHeight: height, kernelWidth: width };
  return {
    shape: { ...sizes, stride: [1, 1], dilation: [1, 1], padding: 'valid' },
    image: Float32Array.from(terms, ([pixel]) => pixel),
    kernel: Float32Array.from(terms, ([, tap]) => tap),
  };
}
