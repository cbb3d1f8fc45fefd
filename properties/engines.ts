import fc from 'fast-check';
import { Answers } from '../src/check/answers.ts';
import { KnownDefects } from '../src/check/known-defects.ts';
import { type MissingSubject, type PreparedSubject, prepareSubjects } from '../src/check/prepared-subject.ts';
import type { Batch } from '../src/conv/batch.ts';
import { sumsPixels } from '../src/conv/operation.ts';
import type { NumberFormat } from '../src/conv/shape.ts';
import { type Corpus, loadCorpus } from '../src/corpus/store.ts';
import type { Registry } from '../src/engines/engine.ts';
import { engineTable } from '../src/engines/engine-table.ts';
import { openRegistry } from '../src/engines/registry.ts';
import { isNarrow } from '../src/float/narrow-numbers.ts';
import { batches } from '../src/inputs/batches.ts';
import { edges } from '../src/inputs/distributions/edges.ts';
import { specials } from '../src/inputs/distributions/zeros.ts';
import { distributions } from '../src/inputs/distributions.ts';
import { batchIn } from '../src/inputs/narrow-batch.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import { shared } from '../src/inputs/shared.ts';
import { asSums } from '../src/inputs/summed-batch.ts';

/**
 * Every engine, opened once for all files of a worker, because TensorFlow takes seconds to load. The processes of the
 * engines end with the worker. `ready` and `missing` are the subjects of lastbit and of the engines on which `npm test`
 * tries every claim.
 */
export const registry: Registry = await openRegistry();
const brief = new Set(engineTable.filter(({ everyClaim }) => !everyClaim).map(({ name }) => name));
const prepared = await prepareSubjects(registry.subjects.filter(({ engine }) => !brief.has(engine)));
export const ready: readonly PreparedSubject[] = prepared.ready;
export const missing: readonly MissingSubject[] = prepared.missing;

/** Our own algorithms. */
export const own: readonly PreparedSubject[] = ready.filter(({ engine }) => engine === 'lastbit');

const wide = ready.filter(({ format }) => !isNarrow(format));
const sums = wide.filter(({ operation }) => sumsPixels(operation));

/** What is computed once for a batch, however many properties need it. */
export const answers: Answers = new Answers();

export const corpus: Corpus = loadCorpus('corpus');
export const defects: KnownDefects = new KnownDefects(corpus.entries.map(({ entry }) => entry));

/** The seed of all properties: the date of the question of 2018. To try other seeds, use `npx lastbit fuzz`. */
export const seed: number = Number(process.env.LASTBIT_SEED ?? 20180126);

/** What a property is tried on: an arbitrary, and how many of its values. */
export interface Inputs<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly runs: number;
}

/**
 * For all subjects: a call of an engine costs as much as many cases. So batches are larger than those of a campaign,
 * and shapes smaller: campaigns aim at the edges of sizes.
 */
const large = { outputs: 128, cases: 32, singles: 128, shapes: { aimed: false } } as const;
const forAll: Inputs<Batch> = { arbitrary: shared(batches(large)), runs: 44 };
/**
 * Larger batches for the algorithms of lastbit. They need no process, and their failures do not depend on one
 * particular shape.
 */
const forOwn: Inputs<Batch> = {
  arbitrary: shared(batches({ ...large, outputs: 512, cases: 256, singles: 1024 })),
  runs: 100,
};

/** Pixels alone hardly overflow, cancel or tie: where they are summed, they are the products of the others. */
const forSums: Inputs<Batch> = {
  arbitrary: shared(batches({ ...large, distributions: distributions.map(asSums) })),
  runs: forAll.runs,
};

/** Convolutions of all shapes and distributions, in batches: what claims about outputs are tried on. */
export const convolutions = (subject: PreparedSubject): fc.Arbitrary<Batch> => inputsOf(subject).arbitrary;
/** The number of batches. */
export const runsOf = (subject: PreparedSubject): number => inputsOf(subject).runs;
const inputsOf = ({ engine, operation, format }: PreparedSubject): Inputs<Batch> =>
  inFormat(engine === 'lastbit' ? forOwn : sumsPixels(operation) ? forSums : forAll, format);

const narrowInputs = new Map<string, Inputs<Batch>>();
/** In 16 bits few batches, of numbers of the format: those of binary32 would be declined. */
const narrowRuns = 16;

/** The inputs that a subject is asked in place of those for binary32. All subjects of a format share them. */
export function inFormat(inputs: Inputs<Batch>, format: NumberFormat): Inputs<Batch> {
  if (!isNarrow(format)) return inputs;
  const key = `${format} ${allInputs.indexOf(inputs)}`;
  const known = narrowInputs.get(key) ?? {
    arbitrary: inputs.arbitrary.map((batch) => batchIn(format, batch)),
    runs: Math.min(inputs.runs, narrowRuns),
  };
  narrowInputs.set(key, known);
  return known;
}
/** The same batches for all subjects, so that they can be compared. */
export const convolutionsForAll: Inputs<Batch> = forAll;

/** Convolutions with NaN and infinities. */
export const convolutionsWithSpecials: Inputs<Batch> = {
  arbitrary: shared(batches({ ...large, distributions: [specials] })),
  runs: 12,
};
/** Convolutions at the edges of the claims' hypotheses: subnormal numbers, overflow, ties, zeros, infinities. */
export const convolutionsAtTheEdges: Inputs<Batch> = {
  arbitrary: shared(batches({ ...large, distributions: [edges] })),
  runs: 8,
};

const allInputs = [forAll, forOwn, forSums, convolutionsWithSpecials, convolutionsAtTheEdges];

/**
 * Draws what the properties will draw, and has all subjects answer it, with the engines in parallel. Gives the number
 * of pairs of a subject and a case.
 */
export function askAll(): Promise<number> {
  asked ??= answersToAll();
  return asked;
}
let asked: Promise<number> | undefined;

async function answersToAll(): Promise<number> {
  const questions = [
    ...drawn(forAll).map((batch) => [batch, wide] as const),
    ...drawn(forSums).map((batch) => [batch, sums] as const),
    ...drawn(forOwn).map((batch) => [batch, own] as const),
    ...[...drawn(convolutionsWithSpecials), ...drawn(convolutionsAtTheEdges)].map((batch) => [batch, wide] as const),
  ];
  const begun = questions.map(([batch, subjects]) => answers.begin(subjects, batch));
  let pairs = 0;
  for (const [place, [batch, subjects]] of questions.entries()) {
    await begun[place]!();
    for (const subject of subjects) if ((await answers.outcome(subject, batch)).kind === 'value') pairs += batch.count;
  }
  return pairs;
}

function drawn<T>({ arbitrary, runs }: Inputs<T>): readonly T[] {
  return fc.sample(arbitrary, { seed, numRuns: runs, randomType: fastCheckRandom });
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
