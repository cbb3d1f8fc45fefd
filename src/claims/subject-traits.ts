import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { Flush } from '../sums/accumulation.ts';
import type { SummationKind } from '../sums/algorithm.ts';

/** What a claim knows about a subject: enough to decide whether it applies, and how much error it allows. */
export interface SubjectTraits {
  readonly id: string;
  readonly format: NumberFormat;
  /** What it computes; `conv2d`, or another sum of products, if left out. */
  readonly operation?: Operation;
  readonly summation: SummationKind | 'unknown';
  /** What the subject replaces by zero below 2^-126, as found by probing; nothing if it was not probed. */
  readonly flush: Flush;
}
