/** Where in a campaign something was met: enough to draw it again. */
export interface Place {
  readonly seed: number;
  readonly batch: number;
  readonly index: number;
  readonly distribution: string;
  readonly shape: string;
  /** Products of every output, or terms of every sum, where all have the same number. */
  readonly terms?: number;
  readonly partner?: string;
}
