/**
 * Which batch of a campaign: enough to draw it again. For inputs that are not convolutions, `shape` is their kind, such
 * as `sums`.
 */
export interface Origin {
  readonly seed: number;
  readonly batch: number;
  readonly distribution: string;
  readonly shape: string;
}

/** Where in a campaign something was found. */
export interface Place extends Origin {
  /** The number of the case in the batch, from 0. */
  readonly index: number;
  /** The number of products of an output, if it is the same for all outputs. */
  readonly terms?: number;
  /** The id of the other subject, for a claim about pairs. */
  readonly partner?: string;
}
