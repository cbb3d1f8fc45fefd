import type { NumberFormat } from '../conv/shape.ts';

/** A subject and the number it gave. */
export interface Candidate {
  readonly subject: string;
  readonly format: NumberFormat;
  readonly value: number;
}
