/** Which batch of a campaign: enough to draw it again. For inputs that are not convolutions, `shape` is their kind. */
export interface Origin {
  readonly seed: number;
  readonly batch: number;
  readonly distribution: string;
  readonly shape: string;
}

/** Where in a campaign something was found. */
export interface Place extends Origin {
  /** The place of the case in the batch. */
  readonly index: number;
  /** The number of products of an output, if all outputs have the same. */
  readonly terms?: number;
  readonly partner?: string;
}
