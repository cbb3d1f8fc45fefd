import type { NumberFormat } from '../conv/operation.ts';

/** A subject and the number it gave. */
export interface Candidate {
  readonly subject: string;
  readonly format: NumberFormat;
  readonly value: number;
}
