/**
 * Which inputs of a campaign: enough to draw them again. `shape` stands for the kind of input where it is no
 * convolution.
 */
export interface Origin {
  readonly seed: number;
  readonly batch: number;
  readonly distribution: string;
  readonly shape: string;
}

/** Where in a campaign something was met. */
export interface Place extends Origin {
  /** Of the case in the batch. */
  readonly index: number;
  /** Products of every output, where all have the same number. */
  readonly terms?: number;
  readonly partner?: string;
}
