import type { Revelation } from '../reveal.ts';

/** Outputs that one accumulation explains, or that one reason does not. */
export interface OutputGroup {
  /** The output that was probed, and all that its accumulation replays (the probed one first). */
  readonly outputs: readonly number[];
  /** Terms of the probed output that lie on pixels, and how many lie on padding. */
  readonly terms: Int32Array;
  readonly padded: number;
  readonly revelation: Revelation;
}
