import type { NumberFormat } from '../conv/operation.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';
import type { Comparison } from './condition.ts';

/** What the file promises to be; another text here is another kind of file, or a later one. */
export const entrySchemaName = 'lastbit-corpus-entry-1';

/**
 * `refutation`: shows that a claim is false, or that a subject breaks it. `record`: the largest error ÷ bound known of a claim
 * that holds. `defect`: a wrong answer of an engine at a version, confirmed by a program that uses the library alone.
 * `regression`: once a defect of lastbit or of an engine, mended, and watched since.
 */
export type EntryRole = 'refutation' | 'record' | 'defect' | 'regression';

/** What replaying it on the subject and version that it names must show. */
export type Expectation = 'must-hold' | 'may-differ' | 'must-fail';

/**
 * One case that showed something: the input to the bit, what was computed, what is right, and how to see it again.
 * Numbers are hexadecimal bit patterns; decimals stand beside them for people and are not read back.
 */
export interface CorpusEntry {
  readonly schema: typeof entrySchemaName;
  /** Hash of claim, subjects, shape, inputs and output index: the same finding has the same id wherever it is found. */
  readonly id: string;
  readonly claim: string;
  readonly role: EntryRole;
  readonly expectation: Expectation;
  readonly subject: EntrySubject;
  /** The other subject of a claim about two. */
  readonly partner?: EntrySubject;
  readonly shape: ConvShape;
  readonly image: readonly Bits32[];
  readonly kernel: readonly Bits32[];
  /** Which output, counted NHWC. */
  readonly output: number;
  readonly computed: ComputedNumber;
  readonly partnerComputed?: ComputedNumber;
  readonly exact: ExactNumber;
  readonly bound: { readonly bits: Bits64; readonly decimal: string };
  /** null where the error is not finite or the bound is 0. */
  readonly errorOverBound: number | null;
  /** Keys of corpus/flags.json, sorted. */
  readonly flags: readonly string[];
  /** When it appears: all comparisons hold. Empty: whenever the claim is violated. */
  readonly condition: readonly Comparison[];
  readonly found: Provenance;
  /** Replays it; one line. */
  readonly command: string;
  readonly note?: string;
}

export interface EntrySubject {
  readonly id: string;
  readonly version: string;
}

export interface ComputedNumber {
  readonly format: NumberFormat;
  readonly bits: Bits32 | Bits64;
  readonly decimal: string;
}

/** "none" and NaN where an input is NaN or infinite. */
export interface ExactNumber {
  readonly decimal: string;
  readonly bits: Bits64;
}

/** The unshrunk case: enough to draw it again, and how bad it was. */
export interface Provenance {
  readonly seed: number;
  readonly family: string;
  /** In the one-line form of a shape. */
  readonly shape: string;
  readonly nonZeroTerms: number;
  readonly errorOverBound: number | null;
}
