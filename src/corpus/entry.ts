import type { NumberFormat } from '../conv/operation.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';
import type { Format } from '../float/format.ts';
import type { Comparison } from './condition.ts';
import type { WrittenNumbers } from './packed-numbers.ts';

/** What the file promises to be; another text here is another kind of file, or a later one. */
export const entrySchemaName = 'lastbit-corpus-entry-2';
export const arithmeticSchemaName = 'lastbit-corpus-arithmetic-2';

/**
 * `refutation`: shows that a claim is false, or that a subject breaks it. `record`: the largest error ÷ bound known of a claim
 * that holds. `defect`: a wrong answer of an engine at a version, confirmed by a program that uses the library alone.
 * `regression`: once a defect of lastbit or of an engine, mended, and watched since.
 */
export type EntryRole = 'refutation' | 'worst-case' | 'defect' | 'regression';

/** What replaying it on the subject and version that it names must show. */
export type Expectation = 'must-hold' | 'may-differ' | 'must-fail';

/** What entries of every kind say. */
interface EntryHead {
  /** Hash of claim, subjects and inputs: the same finding has the same id wherever it is found. */
  readonly id: string;
  readonly claim: string;
  readonly role: EntryRole;
  readonly expectation: Expectation;
  readonly subject: EntrySubject;
  /** null where the error is not finite, or there is no bound, or it is 0. */
  readonly errorOverBound: number | null;
  /** Keys of corpus/flags.json, sorted. */
  readonly flags: readonly string[];
  /** Replays it; one line. */
  readonly command: string;
  readonly note?: string;
}

/**
 * One case that showed something: the input to the bit, what was computed, what is right, and how to see it again.
 * Numbers are hexadecimal bit patterns; decimals stand beside them for people and are not read back. A claim about how several runs
 * stand to one another has their `results`, the first of which is the subject's; one about behaviour has a `varied` case.
 */
export interface CorpusEntry extends EntryHead {
  readonly schema: typeof entrySchemaName;
  /** The other subject of a claim about two. */
  readonly partner?: EntrySubject;
  readonly shape: ConvShape;
  readonly image: readonly Bits32[];
  readonly kernel: readonly Bits32[];
  /** Which output, counted NHWC. */
  readonly output: number;
  readonly computed: ComputedNumber;
  readonly partnerComputed?: ComputedNumber;
  /** Of every run of a relation, in its order. */
  readonly results?: readonly RunResult[];
  /** The other question to the same subject, and how the claim says that its answer must stand to the first. */
  readonly varied?: VariedCase;
  readonly variedComputed?: ComputedNumber;
  readonly exact: ExactNumber;
  /** null where the claim states none. */
  readonly bound: { readonly bits: Bits64; readonly decimal: string } | null;
  /** When it appears: all comparisons hold. Empty: whenever the claim is violated. */
  readonly condition: readonly Comparison[];
  /** The batch, where the failure needs other cases of it. */
  readonly batchContext?: BatchContext;
  readonly found: Provenance;
}

/** Numbers of a format and the rules of arithmetic, without any engine: an operation's operands, or a sum's terms and its trees. */
export interface ArithmeticEntry extends EntryHead {
  readonly schema: typeof arithmeticSchemaName;
  readonly format: Format;
  /** As binary64, which holds the numbers of every format here. */
  readonly numbers: readonly Bits64[];
  /** In parentheses, as src/sums/print-tree.ts writes them; none for an operation. */
  readonly trees: readonly string[];
}

export type AnyEntry = CorpusEntry | ArithmeticEntry;

export const isCaseEntry = (entry: AnyEntry): entry is CorpusEntry => entry.schema === entrySchemaName;

/** Whether the case alone, out of its batch, does not show it. */
export const isOnlyInBatch = (entry: AnyEntry): boolean => isCaseEntry(entry) && entry.batchContext !== undefined;

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

export interface RunResult extends ComputedNumber {
  readonly name: string;
}

/** An output of a case. Of many numbers the bits are packed: see `packed-numbers.ts`. */
export interface CaseOutput {
  readonly shape: ConvShape;
  readonly image: WrittenNumbers;
  readonly kernel: WrittenNumbers;
  readonly output: number;
}

/** How the varied number must stand to the first; `times`: the first times 2^power. docs/corpus.md has a word for each. */
export const relationKinds = [
  'same-bits',
  'same-value',
  'negated',
  'not-smaller',
  'not-larger',
  'nan',
  'zero',
] as const;

/** Its image and kernel may be those of several cases; `output` is counted case after case. */
export interface VariedCase extends CaseOutput {
  readonly must: { readonly kind: (typeof relationKinds)[number] } | { readonly kind: 'times'; readonly power: number };
  /** What was changed, for people. */
  readonly change: string;
}

/** Cases of the entry's shape, given to the engine in one call; the entry's own is number `place`. */
export interface BatchContext {
  readonly place: number;
  readonly images: WrittenNumbers;
  readonly kernels: WrittenNumbers;
}

/** The unshrunk case: to the bit, enough to draw it again, and how bad it was. */
export interface Provenance {
  readonly seed: number;
  readonly distribution: string;
  /** In the one-line form of a shape. */
  readonly shape: string;
  readonly nonZeroTerms: number;
  readonly errorOverBound: number | null;
  /** Left out where the entry is the case as it was met, or where it has too many numbers. */
  readonly input?: CaseOutput;
}
