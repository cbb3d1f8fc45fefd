import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOutputs, isVerdicts } from '../src/check/check-outputs.ts';
import { revealedBound } from '../src/claims/error-bounds/revealed-bound.ts';
import { unsuited } from '../src/conv/check-shape.ts';
import type { ConvShape } from '../src/conv/shape.ts';
import { shapeKey } from '../src/conv/shape-text.ts';
import type { Survey, SurveyRow } from '../src/corpus/survey.ts';
import { isSameProcessor, readSurveys, surveyFolder } from '../src/corpus/survey-file.ts';
import type { Subject } from '../src/engines/engine.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { processor } from '../src/engines/machine.ts';
import { seedCase } from '../src/explain/seed-case.ts';
import { batches } from '../src/inputs/batches.ts';
import { shared } from '../src/inputs/shared.ts';
import { repeats } from '../src/repeats.test-support.ts';
import { accumulationKey } from '../src/reveal/accumulation-key.ts';
import { revealSubject } from '../src/reveal/convolution/reveal-subject.ts';
import { productKinds } from '../src/reveal/describe.ts';
import { type Accumulation, formatName } from '../src/sums/accumulation.ts';
import { printTree } from '../src/sums/tree-text.ts';
import { digestOf } from '../src/survey/digest-of.ts';
import { answers, ready, registry, say, seed } from './engines.ts';
import { parameters } from './property.ts';

/** The number of new random cases of all kinds for each subject. */
const replays = repeats(300, 100);
const surveys = readSurveys(surveyFolder);
const here = processor();
const { shape } = seedCase;

/**
 * Every subject of the required engines computes the question of 2018 by one tree and one arithmetic, which this test
 * reveals again. Their model gives the same bits on 100 random cases of all kinds, and every night on 300.
 * corpus/survey records the same for this version and processor. An accumulation that differs from the record is news,
 * not a failure, because an update may change it. Domain: one shape. The test does not promise that another version,
 * processor or shape has a tree at all.
 */
test('reveals the model that the survey records', async () => {
  const { subjects } = registry;
  const asked = subjects.filter((one) => isAsked(one) && requiredEngines.includes(one.engine));
  const problems = await Promise.all(asked.map(problemOf));
  // Each engine that is here is explained in one of its subjects at least.
  const unexplained = requiredEngines.filter((name) => name !== 'lastbit' && !absent.has(name) && !explained.has(name));
  expect(unexplained).toEqual([]);
  // A registry that lost most subjects of the required engines would leave this test little to judge.
  expect(asked.length).toBeGreaterThan(20);
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

/** Engines alone, and no operation, such as `conv1d`, that does not have this shape. */
function isAsked({ engine, operation }: Pick<Subject, 'engine' | 'operation'>): boolean {
  return engine !== 'lastbit' && unsuited(shape, operation) === undefined;
}

/** Engines that are missing here, and those of which a subject was explained, by `problemOf`. */
const [absent, explained] = [new Set<string>(), new Set<string>()];

/**
 * A problem: the survey has this version as explained, and it is not explained now. Anything else that is new is only
 * reported.
 */
async function problemOf(subject: Subject): Promise<string | undefined> {
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    say(`missing: ${subject.id}: ${availability.reason}`);
    absent.add(subject.engine);
    return undefined;
  }
  const { version } = availability;
  const survey = surveys.find((one) => isSameProcessor(one, here));
  const recorded = survey === undefined ? undefined : rowOf(survey, subject.id, version);
  const { groups, batchKeepsBits } = await revealedOnce(subject);
  const { revelation } = groups[0]!;
  if (revelation.explained && batchKeepsBits) explained.add(subject.engine);
  if (!revelation.explained || !batchKeepsBits) {
    const why = revelation.explained ? 'a case alone gives other bits than among others' : revelation.because;
    const description = `${subject.id} ${version} is not explained: ${why}`;
    if (recorded?.explained) return description;
    say(`NEWS: ${description}`);
  } else if (recorded !== undefined && digestOf(accumulationKey(revelation.accumulation)) !== recorded.digest) {
    say(`NEWS: ${subject.id} ${version} computes by another tree or arithmetic than corpus/survey records`);
  }
  return undefined;
}

function rowOf(survey: Survey, subject: string, version: string): SurveyRow['groups'][number] | undefined {
  const rows = survey.rows.filter((row) => row.subject === subject && shapeKey(row.shape) === shapeKey(shape));
  const row = rows.find((one) => one.version === version);
  const [older] = rows;
  if (row === undefined && older !== undefined)
    say(`NEWS: ${subject} is ${version} here; corpus/survey records ${older.version}`);
  return row?.groups[0];
}

const revealed = new Map<string, ReturnType<typeof revealSubject>>();

/** What a subject does at the shape of the question, revealed once for all tests. */
function revealedOnce(subject: Subject): ReturnType<typeof revealSubject> {
  const cached = revealed.get(subject.id) ?? revealSubject(subject, shape, { replays, seed });
  revealed.set(subject.id, cached);
  return cached;
}

const ofTheShape = shared(batches({ shape }));
const engines = ready.filter(isAsked);

/**
 * At a shape where its tree was revealed, an engine is within the sharper bound of that tree: dot-height, or dot-wide
 * if it adds in binary64. An engine that is not explained is not tested.
 */
test.each(engines.map((subject) => [subject.id, subject] as const))(
  '%s keeps its revealed bound',
  async (_, subject) => {
    const { groups, batchKeepsBits } = await revealedOnce(subject);
    const { revelation } = groups[0]!;
    const untested = (why: string): void => say(`NEWS: ${subject.id} at ${shapeKey(shape)} is not tested: ${why}`);
    if (!revelation.explained) return untested(`it is not explained: ${revelation.because}`);
    // The bound relies on a probe of several shapes, so the probe must have seen whatever is flushed at this one.
    for (const [name, flushed] of Object.entries(revelation.accumulation.flush))
      if (flushed) expect(subject.flush, `${subject.id} flushes ${name}`).toMatchObject({ [name]: true });
    if (!batchKeepsBits) return untested('a case alone gives other bits than among others');
    const found = revealedBound(revelation.accumulation);
    if (found === undefined) return untested('no claim bounds the error of its tree and arithmetic');
    const holds = fc.asyncProperty(ofTheShape, async (batch) => {
      const verdicts = await checkOutputs(found.claim, subject, batch, answers, found.bound);
      if (!isVerdicts(verdicts)) throw new Error(`${subject.id} gave no numbers`);
      const [violation] = verdicts.violations;
      if (violation !== undefined) throw new Error(`${found.claim.id}: error ÷ bound ${violation.errorOverBound}`);
    });
    await fc.assert(holds, { ...parameters, numRuns: 8 });
  },
);

const shapeOf = (given: Partial<ConvShape>): ConvShape => ({
  ...{ batch: 1, height: 5, width: 5, channelsIn: 1, channelsOut: 1, kernelHeight: 5, kernelWidth: 5 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid', ...given },
});
const vector = (n: number): ConvShape => shapeOf({ height: 1, width: n, kernelHeight: 1, kernelWidth: n });
const window = shapeOf({ height: 6, width: 6, channelsIn: 2, channelsOut: 2, kernelHeight: 3, kernelWidth: 3 });

/**
 * Engines whose arithmetic does not depend on the processor, each at the version for which the golden file was made.
 */
const golden: readonly (readonly [string, string, readonly ConvShape[]])[] = [
  ['tfjs-cpu/conv2d', '4.22.0', [shapeOf({}), window]],
  ['tfjs-cpu/multiply-sum', '4.22.0', [shapeOf({})]],
  ['tfjs-wasm/conv2d', '4.22.0', [shapeOf({}), window]],
  ['tfjs-wasm/multiply-sum', '4.22.0', [shapeOf({})]],
  ['scipy/conv2d', '1.17.1', [shapeOf({})]],
  ['mlx/conv2d', '0.32.4', [shapeOf({})]],
  ['numpy/multiply-sum', '2.4.6', [shapeOf({}), vector(7), vector(8), vector(17), vector(130)]],
];

const goldenFile = 'golden/trees.txt';
/** What the golden file records, by the line that names subject, version, shape and number of outputs. */
const recordedTrees = readFileSync(new URL(goldenFile, import.meta.url), 'utf8')
  .trimEnd()
  .split(/\n(?=\S)/);

/**
 * The trees of these engines are those of the golden file, which a person has read. An engine that is missing here, or
 * here in another version, is reported; its recorded trees are kept. The others are compared line by line.
 */
test('prints the golden trees', async ({ skip }) => {
  const lines: string[] = [];
  let compared = 0;
  for (const [id, version, shapes] of golden) {
    const subject = registry.subjects.find((one) => one.id === id)!;
    const availability = await subject.availability();
    const here = availability.kind === 'missing' ? 'missing' : availability.version;
    if (here !== version) {
      say(`NEWS: golden trees of ${id} are of version ${version}; here it is ${here}`);
      lines.push(...recordedTrees.filter((tree) => tree.startsWith(`${id} ${version}, `)));
      continue;
    }
    for (const shape of shapes) lines.push(...(await treesOf(subject, version, shape)));
    compared += shapes.length;
  }
  const all = golden.reduce((sum, [, , shapes]) => sum + shapes.length, 0);
  say(`${compared} of ${all} golden trees compared`);
  if (compared === 0) skip('none of these engines is here in the version of the golden file');
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(goldenFile);
});

/** The arithmetic and the tree of each group of outputs, as the golden file has them. */
async function treesOf(subject: Subject, version: string, shape: ConvShape): Promise<readonly string[]> {
  const { groups } = await revealSubject(subject, shape, { replays: 300, comparedCases: 64 });
  return groups.map(({ outputs, revelation }) => {
    const found = revelation.explained
      ? `${arithmeticOf(revelation.accumulation)}\n  ${printTree(revelation.accumulation.tree)}`
      : revelation.because;
    return `${subject.id} ${version}, ${shapeKey(shape)}, ${outputs.length} outputs\n  ${found}`;
  });
}

/** Every kind of product and of addition that occurs, in the words of docs/json.md. */
function arithmeticOf(accumulation: Accumulation): string {
  const { nodes, start, result, flush } = accumulation;
  const kinds = (list: readonly string[]): string => [...new Set(list)].sort().join(' and ');
  const flushed = Object.entries(flush).flatMap(([name, yes]) => (yes ? [name] : []));
  return [
    `products ${kinds(productKinds(accumulation))}`,
    `accumulators ${kinds(nodes.map(formatName))}`,
    `result ${result}`,
    `start ${start}`,
    `flushes ${flushed.join(' and ') || 'nothing'}`,
  ].join(', ');
}
