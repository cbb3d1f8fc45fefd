import { type Batch, batchOf, type Case } from '../conv/batch.ts';
import { type ConvShape, imageSize, type NumberFormat } from '../conv/shape.ts';
import { type Bits32, type Bits64, bits32, fromBits32 } from '../float/bits.ts';
import type { Format } from '../float/format.ts';
import type { Comparison } from './condition.ts';
import { readNumbers, type WrittenNumbers } from './packed-numbers.ts';
import type { WrongOutput } from './wrong-outputs.ts';

/** The schema that a file names. A file with another name is of another kind or of another version. */
export const entrySchemaName = 'lastbit-corpus-entry-2';
export const arithmeticSchemaName = 'lastbit-corpus-arithmetic-2';

/**
 * `refutation`: shows that a claim is false, or that a subject violates it. `worst-case`: the largest error ÷ bound
 * known for a claim that holds. `defect`: a wrong answer of an engine at a version, confirmed by a program that uses
 * only the library. `regression`: a defect of lastbit or of an engine that was fixed and is still watched.
 */
export type EntryRole = 'refutation' | 'worst-case' | 'defect' | 'regression';

/** What a replay on the subject and version of the entry must show. */
export type Expectation = 'must-hold' | 'may-differ' | 'must-fail';

/** Fields of entries of both kinds. */
interface EntryHead {
  /** Hash of claim, subjects and inputs: one finding has one id, wherever it is found. */
  readonly id: string;
  readonly claim: string;
  readonly role: EntryRole;
  readonly expectation: Expectation;
  readonly subject: EntrySubject;
  /** null if the error is not finite, or if there is no bound, or if the bound is 0. */
  readonly errorOverBound: number | null;
  /** Keys of corpus/flags.json, sorted. */
  readonly flags: readonly string[];
  /** The command that replays the entry; one line. */
  readonly command: string;
  readonly note?: string;
}

/**
 * A case that showed something: the input to the bit, what was computed, what is right, and how to see it again.
 * Numbers are hexadecimal bit patterns. The decimals next to them are for people and are not read back. An entry of a
 * comparison claim has `results`, those of the subject first. An entry of a metamorphic claim has a `varied` case.
 */
export interface CorpusEntry extends EntryHead {
  readonly schema: typeof entrySchemaName;
  /** The other subject of a claim about two. */
  readonly partner?: EntrySubject;
  readonly shape: ConvShape;
  readonly image: readonly Bits32[];
  readonly kernel: readonly Bits32[];
  /** Index of the output, counted NHWC. */
  readonly output: number;
  readonly computed: ComputedNumber;
  readonly partnerComputed?: ComputedNumber;
  /** For a comparison claim: the result of every run, in its order. */
  readonly results?: readonly RunResult[];
  /** For a metamorphic claim: the second question to the subject, and how its answer must relate to the first. */
  readonly varied?: VariedCase;
  readonly variedComputed?: ComputedNumber;
  readonly exact: ExactNumber;
  /** null if the claim states no bound. */
  readonly bound: { readonly bits: Bits64; readonly decimal: string } | null;
  /** The entry fails if all comparisons hold. Empty: it fails whenever the claim is violated. */
  readonly condition: readonly Comparison[];
  /** For a defect: how its outputs are wrong. It explains no other violation. */
  readonly wrongOutputs?: readonly WrongOutput[];
  /** The batch, if the failure needs other cases of it. */
  readonly batchContext?: BatchContext;
  readonly found: Provenance;
}

/**
 * Numbers of a format under the rules of arithmetic, without an engine: the operands of an operation, or the terms of a
 * sum and its trees.
 */
export interface ArithmeticEntry extends EntryHead {
  readonly schema: typeof arithmeticSchemaName;
  readonly format: Format;
  /** In binary64, which holds the numbers of every format here. */
  readonly numbers: readonly Bits64[];
  /** In parentheses, as src/sums/tree-text.ts writes them. Empty for an operation. */
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
  /** As `bitsIn` writes them: four, eight or sixteen digits. */
  readonly bits: string;
  readonly decimal: string;
}

/** "none" and NaN if an input is NaN or infinite. */
export interface ExactNumber {
  readonly decimal: string;
  readonly bits: Bits64;
}

export interface RunResult extends ComputedNumber {
  readonly name: string;
}

/** A case and the index of one output. Many numbers are packed, see packed-numbers.ts. */
export interface CaseOutput {
  readonly shape: ConvShape;
  readonly image: WrittenNumbers;
  readonly kernel: WrittenNumbers;
  readonly output: number;
}

/**
 * How the varied number must relate to the first. `times` is the first times 2^power. docs/corpus.md describes each.
 */
export const relationKinds = [
  'same-bits',
  'same-value',
  'negated',
  'not-smaller',
  'not-larger',
  'nan',
  'zero',
] as const;

/** The image and kernel may be those of several cases; `output` counts case after case. */
export interface VariedCase extends CaseOutput {
  readonly must: { readonly kind: (typeof relationKinds)[number] } | { readonly kind: 'times'; readonly power: number };
  /** The change, for people. */
  readonly change: string;
}

/** Cases of the entry's shape, given to the engine in one call. The entry's own case has the index `place`. */
export interface BatchContext {
  readonly place: number;
  readonly images: WrittenNumbers;
  readonly kernels: WrittenNumbers;
}

/** The case before it was minimised: how it was drawn, and how large its error was. */
export interface Provenance {
  readonly seed: number;
  readonly distribution: string;
  /** The text that `shapeKey` writes. */
  readonly shape: string;
  readonly nonZeroTerms: number;
  readonly errorOverBound: number | null;
  /** Absent if the entry is that case itself, or if the case has too many numbers. */
  readonly input?: CaseOutput;
}

/** The input of an entry. Every NaN becomes JavaScript's quiet NaN. */
export function caseOfEntry({ shape, image, kernel }: Pick<CorpusEntry, 'shape' | 'image' | 'kernel'>): Case {
  return { shape, image: Float32Array.from(image, fromBits32), kernel: Float32Array.from(kernel, fromBits32) };
}

/** What the engine was asked: the case alone, or its whole batch with the index of the case. */
export function caseBatch(entry: CorpusEntry): { readonly batch: Batch; readonly place: number } {
  const { shape, batchContext } = entry;
  if (batchContext === undefined) return { batch: batchOf([caseOfEntry(entry)]), place: 0 };
  const [images, kernels] = [readNumbers(batchContext.images), readNumbers(batchContext.kernels)];
  return { batch: { shape, count: images.length / imageSize(shape), images, kernels }, place: batchContext.place };
}

export function bitsOfCase({ shape, image, kernel }: Case): Pick<CorpusEntry, 'shape' | 'image' | 'kernel'> {
  return { shape, image: hex(image), kernel: hex(kernel) };
}

function hex(numbers: Float32Array): Bits32[] {
  return Array.from(numbers, bits32);
}
