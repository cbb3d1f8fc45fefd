import type { NumberFormat, Operation } from '../conv/shape.ts';

/** What a program may do wrong, the most important first. What comes later may follow from what comes before. */
export const faultKinds = [
  'does-not-start',
  'text-on-stdout',
  'not-json',
  'nan-in-header',
  'not-flushed',
  'short-frame',
  'length-claim',
  'endless-loop',
  'no-answer',
  'ended',
  'closed-input',
  'closed-output',
  'field',
  'no-operation',
  'id',
  'two-answers',
  'late-answer',
  'extra-bytes',
  'wrong-format',
  'outside-format',
  'wrong-length',
  'byte-order',
  'wrong-order',
  'other-convolution',
  'wrong-numbers',
  'batch',
  'failed',
  'nothing-computed',
  'end-of-input',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One thing that a program does wrong: what it does, and what to do about it; each a sentence. */
export interface Fault {
  readonly kind: FaultKind;
  readonly what: string;
  readonly advice: string;
}

/** One operation in one format: how many of the questions were computed and declined, and the reasons given. */
export interface CheckedOperation {
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly right: number;
  readonly declined: number;
  readonly reasons: readonly string[];
}

/** What `lastbit engines check` finds. Times are in ms. */
export interface Conformance {
  readonly command: string;
  /** What the program says of itself; null if it does not say hello. */
  readonly hello: {
    readonly engine: string;
    readonly version: string;
    readonly protocol: number;
    readonly ms: number;
  } | null;
  /** In the order of `faultKinds`. */
  readonly faults: readonly Fault[];
  readonly operations: readonly CheckedOperation[];
  /** What it offers and lastbit does not know. */
  readonly unknown: readonly string[];
  /** For one case in a call, and for each of `cases` cases in one call; null where that was not measured. */
  readonly speed: { readonly oneCaseMs: number; readonly cases: number; readonly eachMs: number } | null;
  /** Whether each case has the bits in a batch that it has alone; null where that was not asked. */
  readonly batchKeepsBits: boolean | null;
  /** From the end of its input to its exit with status 0; null where it did not. */
  readonly endMs: number | null;
  /** What was left out, and why. */
  readonly notChecked: readonly string[];
}
