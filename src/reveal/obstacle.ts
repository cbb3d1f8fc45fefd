/** Why a black box is not explained, as `--json` prints it. */
export type Obstacle =
  /** Not a sum of products: NaN or another number that no order of summation gives. */
  | 'garbage'
  /** The order of summation, or which terms are summed, depends on the values. */
  | 'value-dependent'
  /** The same input gives different results. */
  | 'not-repeatable'
  /** A case gives other bits alone, or in a smaller batch. */
  | 'batch-dependent'
  /** A case gives other bits at another place of its batch. */
  | 'position-dependent'
  /** Sums are multiplied: Winograd, FFT or Strassen. */
  | 'transform'
  /** Rounding errors are added back, or the sum is exact. */
  | 'compensated'
  /** A sum on a tree, but with features for which there is no model. */
  | 'arithmetic'
  /** Every term lies on padding. */
  | 'no-terms'
  /** The engine declined or failed. */
  | 'engine';

/** An obstacle in words. */
export interface Diagnosis {
  readonly obstacle: Obstacle;
  /** One line. */
  readonly because: string;
}

/** Thrown inside the search if answers are not sums on a fixed tree. `reveal` turns it into a result. */
export class NotATree extends Error {
  readonly obstacle: Obstacle;
  constructor(obstacle: Obstacle, message: string) {
    super(message);
    this.obstacle = obstacle;
  }
}
