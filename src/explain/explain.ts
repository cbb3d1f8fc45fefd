import { batchOf, type Case } from '../conv/batch.ts';
import { checkCase, unsuited } from '../conv/check-shape.ts';
import { hasTaps, isTransposed } from '../conv/operation.ts';
import { outputShape, outputSize, positionOf } from '../conv/output-shape.ts';
import { type ConvShape, type Operation, rowShape, usualOperation } from '../conv/shape.ts';
import { planOutput, termCount } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { bits32 } from '../float/bits.ts';
import { type Dyadic, toBinary32, toBinary64 } from '../float/dyadic.ts';
import { firstOutside, isNarrow } from '../float/narrow-numbers.ts';
import { type References, referencesOf } from '../judge/references.ts';
import { algorithms } from '../sums/algorithms.ts';
import { ExactProducts } from '../sums/exact-products.ts';
import { longestProgram } from '../sums/stream-sum.ts';
import { subjectId } from '../sums/subject-id.ts';
import { askSubject, byProcess, type Candidate, ownAnswer, type SubjectAnswer } from './ask-subject.ts';
import {
  type AlgorithmHere,
  type ComputedAs,
  computedAs,
  computedHere,
  computedInLayer,
  revealHere,
} from './computed-as.ts';
import { explainObserved } from './explain-observed.ts';
import { explainWide } from './explain-wide.ts';
import {
  type ExplainedCase,
  type ExplainedOperation,
  type Explanation,
  explanationSchemaName,
  type MovedExact,
  type OutputExplanation,
} from './explanation.ts';
import { observedWindow } from './make-observed-window.ts';
import { scaleOf } from './observed-window.ts';
import { isAskedOnce, mostProductsAgain, otherOutputs, windowAlone } from './other-outputs.ts';
import { outputFacts } from './output-facts.ts';
import type { Pause } from './pause.ts';
import type { Observed } from './printed-decimal.ts';
import { randomCases } from './random-cases.ts';
import { longestTried, reachOf } from './reach.ts';
import { reachableOf } from './reachable-results.ts';
import { tryRecipes } from './recipes.ts';
import { resultRow } from './result-row.ts';
import type { WideTerms } from './wide-sums.ts';

/** What is to be explained. */
export interface ExplainRequest {
  readonly case: Case;
  /** Where the case comes from, in words. */
  readonly source: string;
  /** How many inputs were rounded to binary32 before they came here. */
  readonly roundedInputs: number;
  /** Printed numbers whose origin is asked for. */
  readonly observed: readonly Observed[];
  /** Which output, counted from 0 (NHWC). */
  readonly output: number;
  readonly seed: number;
  /** A mean divides the sum by this; 1 by default. */
  readonly divisor?: number;
  /** The format of 16 bits that the inputs come from: sums and results in it are usual. */
  readonly inputFormat?: 'binary16' | 'bfloat16';
  /** The operation of which this is one output, `conv` by default, and which output it is, in words. */
  readonly operation?: ExplainedOperation;
  readonly place?: string;
  /** Whether a tap that is not finite lies on padding, which is no term of a window. */
  readonly isSpecialOnPadding?: boolean;
  /** What rounding the inputs did to the exact value. */
  readonly moved?: MovedExact;
  /** The factors, where some are no binary32 numbers: they are summed in binary64, and no engine is asked. */
  readonly wide?: WideTerms;
  /** Some factor is too large for binary32, so that rounding is no way out. */
  readonly isBeyond?: true;
  /** How many random cases an algorithm must reproduce to explain a subject; 10,000 by default. */
  readonly randomCases?: number;
  /** How many random summation trees are tried; a million by default, fewer where that takes over a second. */
  readonly randomTrees?: number;
  /** Whether engines are probed for their trees and arithmetic; true by default. */
  readonly probes?: boolean;
  /** Stop when every subject has answered: nothing is said of how subjects compute and how to make them equal. */
  readonly valuesOnly?: boolean;
  /** Awaited between pieces of work of some milliseconds; by default nobody is waited for. */
  readonly pause?: Pause;
}

/** Called once, when every subject has answered. Nothing that takes random cases is known yet. */
export type OnValues = (explanation: Explanation) => void;

/** The most products that one engine computes for the random cases: seconds for those of the table. */
const mostProducts = 2 ** 29;
/** Cases with more numbers are not written out in the record. */
const mostInputBits = 4096;

/**
 * Explains one output of one case: the result of each subject and its error, how each computed it, who can have printed
 * the observed numbers, which other results rounding can give, and how to make two computations agree. Throws a
 * UsageError for a case that is no case and for an output that it does not have.
 */
export async function explain(
  request: ExplainRequest,
  subjects: readonly Subject[],
  onValues: OnValues = () => {},
): Promise<Explanation> {
  if (request.wide !== undefined) return wideExplanation(request, request.wide, subjects, onValues);
  const { case: input, output, seed } = request;
  checkCase(input);
  checkOutput(output, outputSize(input.shape));
  checkTerms(termCount(input.shape));
  const batch = batchOf([input]);
  const references = referencesOf(batch, usualOperation(input.shape), planOutput(input.shape, output));
  const facts = outputFacts(references);
  const here = algorithmsHere(references, facts.sum);
  const asking = byProcess(
    subjects.filter((subject) => takes(subject, input) && mayBeAsked(subject.operation, input.shape)),
    (subject) => subject,
    (subject) => {
      const own = here.find(({ algorithm }) => subjectId(algorithm) === subject.id);
      return own === undefined ? askSubject(subject, batch, output) : ownAnswer(subject, own.value);
    },
  );
  // Runs in this thread while the engines start and compute.
  const reach = await reachOf(references.left, references.right, seed, request.randomTrees ?? 1e6, request.pause);
  const asked = await asking;
  const candidates = candidatesOf(here, asked);
  const window = observedWindow(request, references, facts, candidates, reach);
  const values: OutputExplanation = {
    index: output,
    position: positionOf(outputShape(input.shape), output),
    of: outputSize(input.shape),
    terms: facts.terms,
    nonZeroTerms: facts.nonZeroTerms,
    condition: facts.condition,
    unitErrorUlp: facts.unitErrorUlp,
    exact: facts.exact,
    grid: facts.grid,
    results: await byProcess(
      asked,
      ({ subject }) => subject,
      (one) => resultRow(one, window, references),
    ),
    observed: request.observed.map((one) => explainObserved(one, window)),
    reachable: reach === undefined ? null : reachableOf(reach.trees, facts.sum, candidates, seed),
    scale: scaleOf(window),
    recipes: [],
  };
  const record = (explained: OutputExplanation): Explanation => ({
    schema: explanationSchemaName,
    case: explainedCase(request),
    seed,
    output: explained,
  });
  onValues(record(values));
  if (request.valuesOnly === true) return record(values);

  const wanted = request.randomCases ?? 10_000;
  const isOnce = isAskedOnce(input.shape);
  const others = isOnce && values.of > 1 ? otherOutputs(batch, seed) : undefined;
  const recipeTerms = Math.min(facts.terms, longestTried);
  const alone = recipeTerms < facts.terms ? rowShape(recipeTerms) : windowAlone(input.shape);
  const random = isOnce
    ? randomCases(alone, 0, seed, Math.min(wanted, Math.floor(mostProductsAgain / recipeTerms)))
    : randomCases(input.shape, output, seed, wanted);
  const explaining = byProcess(
    asked,
    ({ subject }) => subject,
    async ({ subject, value, outputs }) => {
      if (value === undefined) return { ...notComputed, revealed: null };
      if (isOnce && others === undefined) return { ...computedHere(subject, value, here), revealed: null };
      if (others !== undefined && outputs !== undefined)
        return { ...computedInLayer(subject, value, here, others, outputs), revealed: null };
      const found = await computedAs(subject, value, here, random, mostProducts, request.pause);
      const revealed = request.probes === false ? null : await revealHere(subject, input.shape, output);
      return { ...found, revealed };
    },
  );
  const explained = await explaining;
  const tried = asked
    .map(({ subject }, index) => ({ subject, ...explained[index]! }))
    .filter(({ subject, outputs }) => !isOnce && subject.engine !== 'lastbit' && outputs.length > 0);
  const results = values.results.map((row, index) => {
    const { explainedBy, because, revealed } = explained[index]!;
    return { ...row, explainedBy, explainedBecause: because, revealed };
  });
  return record({ ...values, results, recipes: tryRecipes(random.terms(), facts.terms, tried, recipeTerms) });
}

/** Sums, transposed convolutions and, of several rows, conv1d compute something else; only conv3d has volumes. */
const mayBeAsked = (operation: Operation, shape: ConvShape): boolean =>
  hasTaps(operation) &&
  !isTransposed(operation) &&
  (operation === 'conv3d') === (shape.depth !== undefined) &&
  (operation !== 'conv1d' || unsuited(shape, operation) === undefined);

async function wideExplanation(
  request: ExplainRequest,
  terms: WideTerms,
  subjects: readonly Subject[],
  onValues: OnValues,
): Promise<Explanation> {
  checkTerms(terms.left.length);
  const output = await explainWide(request, terms, subjects);
  const bits = { inputFormat: 'binary64' as const, imageBits: null, kernelBits: null };
  const beyond = request.isBeyond === true ? { isBeyond: true as const } : {};
  const explained = { ...explainedCase(request), ...bits, ...beyond };
  const explanation: Explanation = { schema: explanationSchemaName, case: explained, seed: request.seed, output };
  onValues(explanation);
  return explanation;
}

const notComputed: ComputedAs = { explainedBy: [], outputs: new Float32Array(0), because: null };

function checkOutput(output: number, outputs: number): void {
  if (Number.isSafeInteger(output) && output >= 0 && output < outputs) return;
  const numbered = outputs === 1 ? '1 output, number 0' : `${outputs} outputs, numbered from 0 to ${outputs - 1}`;
  throw new UsageError(`--output ${output}: the case has ${numbered}`);
}

/** A sum of 10^7 terms takes about 3 s and 0.4 GB besides its engines (AMD EPYC, Node 20). */
export const mostTerms: number = 2 ** 24;

function checkTerms(terms: number): void {
  if (terms <= mostTerms) return;
  const gigabytes = Math.ceil((terms / 1e7) * 0.4);
  const seconds = Math.ceil((terms / 1e7) * 3);
  throw new UsageError(
    `the output sums ${terms} terms, which would take about ${seconds} s and ${gigabytes} GB; ` +
      `explain takes at most ${mostTerms}`,
  );
}

function explainedCase({ case: { shape, image, kernel }, ...request }: ExplainRequest): ExplainedCase {
  const { source, roundedInputs, operation = 'conv', place = null, divisor = 1 } = request;
  const { inputFormat = 'binary32', moved = null } = request;
  const small = image.length + kernel.length <= mostInputBits;
  return {
    ...{ operation, place, divisor, inputFormat, moved },
    ...{ shape, source, roundedInputs },
    imageBits: small ? Array.from(image, bits32) : null,
    kernelBits: small ? Array.from(kernel, bits32) : null,
  };
}

/** What each of our own algorithms gives for the window. */
/** A subject in 16 bits has a row only where the inputs are numbers of its format. */
function takes({ format }: Subject, { image, kernel }: Case): boolean {
  return !isNarrow(format) || [image, kernel].every((numbers) => firstOutside(numbers, format) < 0);
}

function algorithmsHere(
  { left, right, terms, window }: References,
  exact: Dyadic | undefined,
): readonly AlgorithmHere[] {
  const products = terms > longestProgram ? ExactProducts.of(left, right) : undefined;
  return algorithms.map((algorithm) => {
    if (products !== undefined && algorithm.ofProducts !== undefined)
      return { algorithm, value: algorithm.ofProducts(products, window) };
    if (products !== undefined && algorithm.summation === 'exact' && exact !== undefined)
      return { algorithm, value: algorithm.format === 'binary32' ? toBinary32(exact) : toBinary64(exact) };
    const out = algorithm.format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    algorithm.evaluate(left, right, terms, 1, out, window);
    return { algorithm, value: out[0]! };
  });
}

/** The subjects with a value; then those of our own algorithms that are not among them. */
function candidatesOf(here: readonly AlgorithmHere[], asked: readonly SubjectAnswer[]): readonly Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { subject, value } of asked) {
    const { id, format } = subject;
    if (value !== undefined && !isNarrow(format)) candidates.set(id, { subject: id, format, value });
  }
  for (const { algorithm, value } of here) {
    const id = subjectId(algorithm);
    if (!candidates.has(id)) candidates.set(id, { subject: id, format: algorithm.format, value });
  }
  return [...candidates.values()];
}
