import type { Dyadic } from '../../float/dyadic.ts';
import type { Candidate } from '../problem.ts';

/** A maximum that nobody knows, and the best input known for it. */
export interface Challenge {
  /** `kahan-9`. */
  readonly id: string;
  /** What is open, in one sentence. */
  readonly statement: string;
  /** What is made as large as possible, in one phrase. */
  readonly measure: string;
  /** How many numbers an input has on each side. */
  readonly size: { readonly left: number; readonly right: number };
  /** What the ratio cannot exceed; `first order`: apart from terms of order u relative to it. */
  readonly limit: { readonly value: number; readonly kind: 'proven' | 'first order' };
  /** Why an input is not admitted, in one phrase that begins with its place; undefined if it is. */
  refusal(candidate: Candidate): string | undefined;
  /** What the input comes to, from exact arithmetic. */
  measured(candidate: Candidate): Measured;
  readonly best: KnownWitness;
}

export interface Measured {
  /** The computed result; of several, the one with the largest error. */
  readonly computed: number;
  readonly error: Dyadic;
  /** Rounded toward zero. Negative or 0 if the error is below what the measure subtracts. */
  readonly ratio: number;
}

/** Numbers are the digits of their bit patterns, separated by spaces. */
export interface KnownWitness {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly by: string;
  /** How it was found, in one phrase. */
  readonly how: string;
}
