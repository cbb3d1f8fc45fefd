import { sizesText } from '../arrays/axes.ts';
import { termsPerOutput } from '../arrays/block-plan.ts';
import { exactFacts } from '../arrays/exact-output.ts';
import type { Question } from '../arrays/question.ts';
import { questionOf } from '../arrays/question-of.ts';
import type { ArrayRequest } from '../arrays/request.ts';
import { readSlab } from '../arrays/slab.ts';
import { type OutputTerms, placeOfIndex, termsOf } from '../arrays/terms-of.ts';
import type { Case } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type ExplainRequest, mostTerms } from '../explain/explain.ts';
import type { MovedExact } from '../explain/explanation.ts';
import { movedExact } from '../explain/moved-exact.ts';
import { isBinary32 } from '../float/bits.ts';
import type { ElementType } from '../float/element-type.ts';
import { type OutputIndex, outputNumber } from './output-index.ts';

/** One output of an operation, as one window of factors. */
export interface WindowOfArrays
  extends Required<Pick<ExplainRequest, 'source' | 'roundedInputs' | 'operation' | 'place' | 'divisor'>> {
  readonly case: Case;
  readonly inputFormat?: 'binary16' | 'bfloat16';
  readonly moved?: MovedExact;
  readonly isSpecialOnPadding?: boolean;
  /** The factors as they are in the files, if some are no binary32 numbers and were not rounded. */
  readonly wide?: OutputTerms;
  readonly isBeyond?: true;
}

/** The window of an output. Throws a UsageError for what does not fit. */
export function windowOfArrays(request: ArrayRequest, output: OutputIndex, roundInputs: boolean): WindowOfArrays {
  const question = questionOf(request);
  const index = outputNumber(output, question.outputSizes);
  const outputs = question.outputSizes.reduce((product, size) => product * size, 1);
  if (index >= outputs) {
    const numbered = outputs === 1 ? '1 output, number 0' : `${outputs} outputs, numbered from 0 to ${outputs - 1}`;
    throw new UsageError(`--output ${index}: the answer has ${numbered}`);
  }
  // Before anything is read.
  const most = termsPerOutput(question.geometry);
  if (most > mostTerms)
    throw new UsageError(`--output ${index}: it sums ${most} terms; explain takes at most ${mostTerms}`);
  const terms = termsOf(question, index);
  if (terms.left.length === 0) throw new UsageError(`--output ${index}: it lies on padding alone and sums nothing`);
  const files = [question.left.file, ...(question.right === undefined ? [] : [question.right.file])];
  const { numbers, rounded, beyond } = narrowed(terms);
  const isWide = rounded > 0 && !roundInputs;
  if (!isWide && beyond !== undefined) throw new UsageError(`${files[0]!.path}: ${beyond} is beyond binary32`);
  return {
    case: { shape: shapeOf(question, terms.left.length), image: numbers.left, kernel: numbers.right },
    source: files.map(({ path }) => path).join(' and '),
    roundedInputs: isWide ? 0 : rounded,
    operation: request.kind,
    place: placeText(question, index),
    divisor: question.divisor,
    ...formatOfTypes(files.map(({ type }) => type)),
    ...(isWide ? { wide: terms, ...(beyond === undefined ? {} : { isBeyond: true as const }) } : {}),
    ...(isSpecialOnPadding(question, index, terms) ? { isSpecialOnPadding: true } : {}),
    ...(rounded === 0 || isWide ? {} : { moved: movedBy(terms, numbers) }),
  };
}

/** Whether a tap that is not finite belongs to the output, but is no term, because it lies on padding. */
function isSpecialOnPadding(question: Question, index: number, { right: taps }: OutputTerms): boolean {
  const { right, geometry } = question;
  const { kernelRows, kernelColumns, channels } = geometry;
  if (right === undefined || taps.length >= kernelRows * kernelColumns * channels) return false;
  const { part, channel } = placeOfIndex(question, index);
  const all = readSlab(right, [
    [part, part + 1],
    [0, kernelRows],
    [0, kernelColumns],
    [0, channels],
    [channel, channel + 1],
  ]);
  const special = (numbers: Float64Array): number => numbers.reduce((n, x) => n + (Number.isFinite(x) ? 0 : 1), 0);
  return special(all) > special(taps);
}

function narrowed({ left, right }: OutputTerms): {
  readonly numbers: { readonly left: Float32Array; readonly right: Float32Array };
  readonly rounded: number;
  readonly beyond: number | undefined;
} {
  const numbers = { left: new Float32Array(left), right: new Float32Array(right) };
  let rounded = 0;
  let beyond: number | undefined;
  for (const [wide, narrow] of [[left, numbers.left] as const, [right, numbers.right] as const])
    for (let t = 0; t < wide.length; t++) {
      const x = wide[t]!;
      if (Object.is(x, narrow[t]) || isBinary32(x)) continue;
      rounded++;
      if (Number.isFinite(x) && !Number.isFinite(narrow[t])) beyond ??= x;
    }
  return { numbers, rounded, beyond };
}

function movedBy(terms: OutputTerms, { left, right }: { left: Float32Array; right: Float32Array }): MovedExact {
  const from = exactFacts(terms).sum;
  const to = exactFacts({ left: Float64Array.from(left), right: Float64Array.from(right) }).sum;
  return movedExact(from, to);
}

/** All inputs of 16 bits: sums and results of 16 bits are usual. */
export function formatOfTypes(types: readonly ElementType[]): Pick<WindowOfArrays, 'inputFormat'> {
  if (types.every((type) => type === 'float16')) return { inputFormat: 'binary16' };
  return types.every((type) => type === 'bfloat16') ? { inputFormat: 'bfloat16' } : {};
}

/** The window keeps its rows and columns, by which some algorithms sum, where no place lies on padding. */
function shapeOf({ geometry, bias }: Question, terms: number): Case['shape'] {
  const { kernelRows, kernelColumns, channels } = geometry;
  if (bias !== undefined || kernelRows * kernelColumns === 1 || terms !== kernelRows * kernelColumns * channels)
    return rowShape(terms);
  const sizes = { height: kernelRows, width: kernelColumns, kernelHeight: kernelRows, kernelWidth: kernelColumns };
  return { ...rowShape(terms), ...sizes, channelsIn: channels };
}

function placeText({ operation, outputSizes }: Question, index: number): string {
  const what = operation.kind === 'sum' && operation.mean ? 'mean' : operation.kind;
  if (outputSizes.length === 0) return `the ${what} of everything`;
  let rest = index;
  const places: number[] = [];
  for (const size of [...outputSizes].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `output [${places.join('][')}] of ${sizesText(outputSizes)}, a ${what}`;
}
