import type { NumberFormat } from '../conv/shape.ts';
import type { SummationKind } from '../sums/algorithm.ts';
import type { UnderflowTraits } from '../sums/underflow.ts';

/** What a claim must know of a subject to say whether it speaks of it, and how much it allows. */
export interface SubjectTraits {
  readonly id: string;
  readonly format: NumberFormat;
  readonly summation: SummationKind | 'unknown';
  readonly underflow: UnderflowTraits;
}
