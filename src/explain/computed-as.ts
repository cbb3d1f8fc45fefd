import type { ConvShape } from '../conv/shape.ts';
import { termCount } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { groupRecord } from '../reveal/convolution/revelation-record.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { ExplainedBy, RevealedHere } from './explanation.ts';
import type { OtherOutputs } from './other-outputs.ts';
import { noPause, type Pause } from './pause.ts';
import type { RandomCases, RandomChunk } from './random-cases.ts';

/** One of our own algorithms and what it gives for the explained output. */
export interface AlgorithmHere {
  readonly algorithm: SummationAlgorithm;
  readonly value: number;
}

export interface ComputedAs {
  readonly explainedBy: readonly ExplainedBy[];
  /** The subject's results for the random cases that it was asked for. */
  readonly outputs: Float32Array | Float64Array;
  /** Why the subject was not asked for all random cases; null if it was. */
  readonly because: string | null;
}

/** After this many cases, a subject that no algorithm reproduces is not asked again. */
const enoughWithoutAlgorithm = 256;

/**
 * Which of our algorithms reproduce a subject? Those that give the same bits for the explained output are tried on
 * random cases of the shape. The subject is asked no further when each of them has disagreed, or when the next chunk
 * would take an engine beyond `mostProducts`, the products of all outputs counted; `tried` says how far it came. Time
 * does not count, so that a slow engine gives the same answer.
 */
export async function computedAs(
  subject: Subject,
  value: number,
  here: readonly AlgorithmHere[],
  random: RandomCases,
  mostProducts: number,
  pause: Pause = noPause,
): Promise<ComputedAs> {
  const { format } = subject;
  const candidates = here
    .filter(({ algorithm, value: own }) => algorithm.format === format && Object.is(own, value))
    .map(({ algorithm }) => ({ algorithm, agreed: 0 }));
  const outputs = format === 'binary32' ? new Float32Array(random.count) : new Float64Array(random.count);
  const own = here.find(({ algorithm }) => subjectId(algorithm) === subject.id)?.algorithm;
  const products = own === undefined ? random.products : 0;
  let tried = 0;
  let because: string | null = null;
  for (let index = 0; tried < random.count && because === null; index++) {
    const chunk = random.chunk(index);
    const answer = own === undefined ? await answerOf(subject, chunk, random) : await ownAnswer(chunk, own, pause);
    if (typeof answer === 'string') {
      because = answer;
      break;
    }
    outputs.set(answer, tried);
    tried += answer.length;
    for (const candidate of candidates) {
      candidate.agreed += countSameBits(answer, chunk.outputsOf(candidate.algorithm), answer.length);
    }
    if (tried === random.count) break;
    const next = tried + random.sizeOf(index + 1);
    if (tried >= enoughWithoutAlgorithm && candidates.every(({ agreed }) => agreed < tried))
      because = 'no algorithm is left';
    else if (next * products > mostProducts) because = `more would take over 2^${Math.log2(mostProducts)} products`;
  }
  const explainedBy = candidates
    .map(({ algorithm, agreed }) => ({ algorithm: subjectId(algorithm), agreed, tried }))
    .sort((a, b) => b.agreed - a.agreed);
  return { explainedBy, outputs: outputs.subarray(0, tried), because };
}

/** The same of a case with one output, for which the subject is asked once. */
export function computedHere({ format }: Subject, value: number, here: readonly AlgorithmHere[]): ComputedAs {
  const explainedBy = here
    .filter(({ algorithm, value: own }) => algorithm.format === format && Object.is(own, value))
    .map(({ algorithm }) => ({ algorithm: subjectId(algorithm), agreed: 1, tried: 1 }));
  const because = 'this case alone; it was asked once, because the sum is long';
  return { explainedBy, outputs: Float64Array.of(value), because };
}

/** Why a subject was not asked for random cases. */
const askedOnce = 'other outputs of this case; it was asked once, because the layer is large';

/** As `computedAs`, from other outputs of the one answer that the subject gave. */
export function computedInLayer(
  { format }: Subject,
  value: number,
  here: readonly AlgorithmHere[],
  others: OtherOutputs,
  answer: Float32Array | Float64Array,
): ComputedAs {
  const tried = others.outputs.length;
  const outputs = Float64Array.from(others.outputs, (output) => answer[output]!);
  const explainedBy = here
    .filter(({ algorithm, value: own }) => algorithm.format === format && Object.is(own, value))
    .map(({ algorithm }) => {
      const agreed = countSameBits(outputs, others.resultsOf(algorithm), tried);
      return { algorithm: subjectId(algorithm), agreed, tried };
    })
    .sort((a, b) => b.agreed - a.agreed);
  return { explainedBy, outputs, because: askedOnce };
}

/** The explained output of each case of a chunk; or what went wrong. */
async function answerOf(subject: Subject, { batch }: RandomChunk, random: RandomCases): Promise<Float64Array | string> {
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return `${outcome.kind}: ${outcome.reason}`;
  const { outputs } = outcome;
  return Float64Array.from({ length: batch.count }, (_, i) => outputs[i * random.outputs + random.output]!);
}

/**
 * One of our own algorithms sums the one output only. It yields first, so that engines' answers are not kept waiting.
 */
async function ownAnswer(
  chunk: RandomChunk,
  algorithm: SummationAlgorithm,
  pause: Pause,
): Promise<Float32Array | Float64Array> {
  await pause();
  return chunk.outputsOf(algorithm);
}

/** How many of the first `count` numbers have the same bits in both; every NaN counts as the same. */
export function countSameBits(
  first: Float32Array | Float64Array,
  second: Float32Array | Float64Array,
  count: number,
): number {
  let same = 0;
  for (let i = 0; i < count; i++) if (Object.is(first[i], second[i])) same++;
  return same;
}

/** Few, because the random cases replay the subject too where an algorithm explains it; `lastbit reveal` does many. */
const replays = 300;
/** Probing more terms than this takes longer than everything else that is explained. */
const mostTerms = 512;
/** Longer trees are not written out. */
const mostWritten = 64;

/** The tree and the arithmetic by which a subject computes the output; null where it is not probed. */
export async function revealHere(subject: Subject, shape: ConvShape, output: number): Promise<RevealedHere | null> {
  const terms = termCount(shape, subject.operation);
  if (subject.engine === 'lastbit' || terms > mostTerms) return null;
  const { groups } = await revealSubject(subject, shape, { output, replays });
  const record = groupRecord(groups[0]!, 0);
  const { explained, summary, height, arithmetic, calls, rounds, replay, because } = record;
  const tree = record.terms <= mostWritten ? record.tree : null;
  return { explained, tree, summary, height, arithmetic, calls, rounds, replay, because };
}
