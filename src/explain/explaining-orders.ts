import type { Subject } from '../engines/engine.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { ExplainedBy } from './explanation.ts';
import type { RandomCases, RandomChunk } from './random-cases.ts';
import { countSameBits } from './same-bits.ts';

/** An algorithm and its result for the case that is explained. */
export interface AlgorithmHere {
  readonly algorithm: SummationAlgorithm;
  readonly value: number;
}

export interface Explained {
  readonly explainedBy: readonly ExplainedBy[];
  /** The subject's results for the random cases, as far as it was asked. */
  readonly outputs: Float32Array | Float64Array;
  /** Why the subject was not asked about all random cases, if it was not. */
  readonly because: string | null;
}

/** A subject that wrong orders have been ruled out for is asked no further after so many cases. */
const enoughWithoutOrder = 256;

/**
 * Which orders reproduce a subject? Those that give the same bits for the case at hand are tried on random cases of the shape.
 * When each of them has disagreed at least once, or the next chunk would take longer than is left, the subject is asked no further:
 * `tried` says how far it came.
 */
export async function explainingOrders(
  subject: Subject,
  value: number,
  here: readonly AlgorithmHere[],
  random: RandomCases,
  msAllowed: number,
): Promise<Explained> {
  const { format } = subject;
  const candidates = here.filter((one) => one.algorithm.format === format && Object.is(one.value, value));
  const agreed = new Map(candidates.map(({ algorithm }) => [algorithm, 0]));
  const outputs = format === 'binary32' ? new Float32Array(random.count) : new Float64Array(random.count);
  const own = here.find(({ algorithm }) => subjectId(algorithm) === subject.id)?.algorithm;
  const began = performance.now();
  let tried = 0;
  let fastest = Number.POSITIVE_INFINITY;
  let because: string | null = null;
  for (let index = 0; tried < random.count && because === null; index++) {
    const chunk = random.chunk(index);
    const asked = performance.now();
    const answer = own === undefined ? await answerOf(subject, chunk, random) : await ownAnswer(chunk, own);
    if (typeof answer === 'string') {
      because = answer;
      break;
    }
    outputs.set(answer, tried);
    tried += answer.length;
    for (const { algorithm } of candidates) {
      agreed.set(algorithm, agreed.get(algorithm)! + countSameBits(answer, chunk.outputsOf(algorithm), answer.length));
    }
    const now = performance.now();
    // The fastest chunk tells what the subject needs; the others may have waited for something else.
    fastest = Math.min(fastest, (now - asked) / answer.length);
    const next = fastest * random.sizeOf(index + 1);
    if (tried === random.count) break;
    if (tried >= enoughWithoutOrder && candidates.every(({ algorithm }) => agreed.get(algorithm)! < tried))
      because = noOrderLeft;
    else if (now - began + next > msAllowed) because = `more would take over ${Math.round(msAllowed / 1000)} s`;
  }
  const explainedBy = candidates.map(({ algorithm }) => ({
    order: subjectId(algorithm),
    agreed: agreed.get(algorithm)!,
    tried,
  }));
  explainedBy.sort((a, b) => b.agreed - a.agreed);
  return { explainedBy, outputs: outputs.subarray(0, tried), because };
}

const noOrderLeft = 'no order is left';

/** The output that is looked at, of each case of a chunk; or what went wrong. */
async function answerOf(subject: Subject, { batch }: RandomChunk, random: RandomCases): Promise<Float64Array | string> {
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return `${outcome.kind}: ${outcome.reason}`;
  const { outputs } = outcome;
  return Float64Array.from({ length: batch.count }, (_, i) => outputs[i * random.outputs + random.output]!);
}

/** An order of lastbit sums the one output only, and lets the engines' answers through in between. */
async function ownAnswer(chunk: RandomChunk, algorithm: SummationAlgorithm): Promise<Float32Array | Float64Array> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  return chunk.outputsOf(algorithm);
}
