import type { NumberFormat } from '../conv/shape.ts';
import type { Flush } from '../sums/accumulation.ts';
import type { SummationKind } from '../sums/algorithm.ts';

/** What a claim must know of a subject to say whether it speaks of it, and how much it allows. */
export interface SubjectTraits {
  readonly id: string;
  readonly format: NumberFormat;
  readonly summation: SummationKind | 'unknown';
  /** What is replaced by zero below 2^-126, as found by probing; nothing, as IEEE 754 says, where it was not probed. */
  readonly flush: Flush;
}
