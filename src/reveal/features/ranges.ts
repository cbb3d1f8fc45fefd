/** Where numbers have to stay. */
export interface Ranges {
  /** What no term at all adds up to. */
  readonly bias: number;
  /** Inputs, or sums, end at 65504, as in binary16. */
  readonly smallInputs: boolean;
  readonly smallSums: boolean;
}
