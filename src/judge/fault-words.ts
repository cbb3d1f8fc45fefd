/** Rounding does not cause a larger error ÷ Σ|x·y|, not even rounding to eight bits. */
export const grossShare: number = 1 / 64;

/** What all wrong outputs have in common, as sentences: for one case, and for all cases of a run. */
export const everyWrongOutput = {
  isNaN: 'every wrong output is NaN',
  isInfinite: 'every wrong output is infinite',
  isUnwritten: 'every wrong output is 0, as if it had not been written',
  is: (value: number): string => `every wrong output is ${value}`,
  hasWrongSign: 'every wrong output has the wrong sign',
  isNotRounding:
    'this is not rounding: every error is above 1/64 of Σ|x·y|, so a product is lost, added twice or misplaced',
} as const;

/** The result of another convolution: `words` say how it differs, such as "with the kernel flipped". */
export const sameAsOthers = (words: readonly string[]): string =>
  `the result is, to within rounding, the convolution ${words.join(', or ')}`;
