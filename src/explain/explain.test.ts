import { expect, test, vi } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { gatherTerms, planOutput } from '../conv/terms.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { UsageError } from '../errors/usage-error.ts';
import { repeats } from '../repeats.test-support.ts';
import { algorithms } from '../sums/algorithms.ts';
import { computedAs } from './computed-as.ts';
import { explain } from './explain.ts';
import type { Explanation, ResultRow } from './explanation.ts';
import { otherOutputs } from './other-outputs.ts';
import { randomCases } from './random-cases.ts';
import { seedRequest } from './seed-case.ts';

const own = lastbitSubjects();

/**
 * An engine that computes like one of our algorithms, but does not say so. `spoil` may change its answer to a request.
 */
function disguised(
  algorithm: string,
  spoil: (outcome: Outcome, batch: Batch, request: number) => Outcome = (outcome) => outcome,
): Subject {
  const subject = own.find(({ id }) => id === `lastbit/${algorithm}`)!;
  let requests = 0;
  return {
    ...subject,
    id: 'foreign/conv2d',
    engine: 'foreign',
    summation: 'unknown',
    evaluate: async (batch) => spoil(await subject.evaluate(batch), batch, requests++),
  };
}

const tried = repeats(2000, 400);

async function explained(subject: Subject, randomCases = tried): Promise<Explanation> {
  return explain({ ...seedRequest, randomCases, randomTrees: repeats(1000, 200) }, [...own, subject]);
}

function row(explanation: Explanation, subject: string): ResultRow {
  return explanation.output.results.find((one) => one.subject === subject)!;
}

test('the seed case: sequential gives the number of 2018, binary64 the exact value', async () => {
  const explanation = await explained(disguised('sequential'));
  expect(row(explanation, 'lastbit/sequential')).toMatchObject({
    ...{ bits: '3ab7ffc0', decimal: '0.001403801143169403076171875', shortest: '0.0014038011' },
    ...{ signedErrorUlp: -128, errorUlp: 128, withinBound: true, verdict: 'reached' },
  });
  expect(row(explanation, 'lastbit/sequential').errorOverUP).toBeCloseTo(128 / 408.596, 5);
  expect(row(explanation, 'lastbit/sequential:binary64')).toMatchObject({
    ...{ decimal: '0.001403816044330596923828125', errorUlp: 0, withinBound: true },
  });
  for (const { withinBound, boundBecause } of explanation.output.results) {
    expect(withinBound === true || (withinBound === null && boundBecause !== null)).toBe(true);
  }
  expect(explanation.output.recipes.map(({ equal, tried }) => equal === tried)).toContain(true);
});

const explainedLanes = explained(disguised('lanes-8'));

test('an engine is explained by the algorithm that it follows, tried on every random case', async () => {
  const { explainedBy, explainedBecause } = row(await explainedLanes, 'foreign/conv2d');
  expect(explainedBy).toContainEqual({ algorithm: 'lastbit/lanes-8', agreed: tried, tried });
  expect(explainedBecause).toBeNull();
});

test('a foreign row names its revealed tree and arithmetic, an algorithm of lastbit does not', async () => {
  const explanation = await explainedLanes;
  expect(row(explanation, 'foreign/conv2d').revealed).toMatchObject({
    explained: true,
    summary: 'lanes 8',
    height: 6,
    replay: { cases: 300, mismatches: 0 },
    because: null,
  });
  expect(explanation.output.results.filter(({ subject }) => subject.startsWith('lastbit/'))).not.toContainEqual(
    expect.objectContaining({ revealed: expect.anything() }),
  );
});

test('one wrong bit in 2,000 cases is not explained away', async () => {
  const { explainedBy } = row(
    await explained(
      disguised('sequential', (outcome, { count }) => {
        if (outcome.kind === 'value' && count > 900) outcome.outputs[count - 1] = 1;
        return outcome;
      }),
      2000,
    ),
    'foreign/conv2d',
  );
  expect(explainedBy).toContainEqual({ algorithm: 'lastbit/sequential', agreed: 1999, tried: 2000 });
});

test('an engine that fails during the random cases keeps its result, and says how far it came', async () => {
  const crashing = disguised('sequential', (outcome, _, request) =>
    request < 3 ? outcome : { kind: 'failed', reason: 'exit status 9' },
  );
  const result = row(await explained(crashing), 'foreign/conv2d');
  expect(result).toMatchObject({ bits: '3ab7ffc0', explainedBecause: 'failed: exit status 9' });
  expect(result.explainedBy).toContainEqual({ algorithm: 'lastbit/sequential', agreed: 64, tried: 64 });
});

test('the same seed gives the same explanation but for costs; values are reported first', async () => {
  const timeless = (explanation: Explanation): unknown =>
    JSON.parse(JSON.stringify(explanation, (key, value) => (key === 'relativeTime' ? 0 : value)));
  const [once, again] = [await explained(disguised('pairwise'), 300), await explained(disguised('pairwise'), 300)];
  expect(timeless(again)).toEqual(timeless(once));
  const told: Explanation[] = [];
  const request = { ...seedRequest, randomCases: 10, randomTrees: 10 };
  await explain(request, own.slice(0, 2), (values) => told.push(values));
  expect(told).toHaveLength(1);
  expect(told[0]?.output).toMatchObject({
    reachable: { tried: 10 },
    recipes: [],
    results: [{ bits: '3ab7ffc0', explainedBy: [] }, {}],
  });
});

test('an output that does not exist is refused', async () => {
  for (const output of [1, -1, 0.5]) {
    const refused = explain({ ...seedRequest, output }, own);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`--output ${output}: the case has 1 output, number 0`);
  }
});

test('one output of many is explained from its own terms only', async () => {
  const padded = { ...seedRequest.case, shape: { ...seedRequest.case.shape, padding: 'same' as const } };
  const request = { ...seedRequest, case: padded, randomCases: 10, randomTrees: 10 };
  const [corner, middle] = [
    await explain({ ...request, output: 24 }, own),
    await explain({ ...request, output: 12 }, own),
  ];
  // Output 12 is the centre: its window is the whole image, as without padding.
  expect(middle.output.exact).toEqual((await explained(own[0]!)).output.exact);
  expect(corner.output).toMatchObject({ index: 24, of: 25, position: [0, 4, 4, 0], terms: 25, nonZeroTerms: 9 });
  expect(row(corner, 'lastbit/correctly-rounded').bits).toBe(corner.output.exact.binary32Bits);
});

test('an engine is asked no further where more would take too many products, however fast or slow it is', async () => {
  const { shape } = seedRequest.case;
  const random = randomCases(shape, 0, 1, 2000);
  const subject = disguised('sequential');
  const algorithm = algorithms.find(({ name, format }) => name === 'sequential' && format === 'binary32')!;
  const clock = performance.now.bind(performance);
  let looks = 0;
  const slow = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 1e6 * looks++);
  try {
    const { because, outputs } = await computedAs(subject, 1, [{ algorithm, value: 1 }], random, random.products * 300);
    expect([outputs.length, because]).toEqual([256, expect.stringMatching(/^more would take over .* products$/)]);
    expect(await computedAs(subject, 1, [{ algorithm, value: 1 }], random, 2 ** 29)).toMatchObject({ because: null });
  } finally {
    slow.mockRestore();
  }
});

test('an engine that must compute a large layer is asked once, for the case alone', async () => {
  const shape = convShape('56x56x64*3x3x64');
  const image = Float32Array.from({ length: 56 * 56 * 64 }, (_, i) => Math.fround(((i * 37) % 101) / 7));
  const kernel = Float32Array.from({ length: 9 * 64 * 64 }, (_, i) => Math.fround(((i * 29) % 97) / 11));
  const asked: number[] = [];
  const lanes = algorithms.find(({ name }) => name === 'lanes-8')!;
  const subject: Subject = {
    ...disguised('lanes-8'),
    evaluate: async (batch) => {
      asked.push(batch.count);
      const outputs = new Float32Array(outputSize(batch.shape));
      const { outputs: sampled, resultsOf } = otherOutputs(batch, 2018);
      resultsOf(lanes).forEach((value, place) => {
        outputs[sampled[place]!] = value;
      });
      const { left, right } = gatherTerms(planOutput(shape, 5), batch);
      lanes.evaluate(left, right, 576, 1, outputs.subarray(5, 6));
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
  const request = { ...seedRequest, case: { shape, image, kernel }, output: 5, observed: [], randomTrees: 10 };
  const explanation = await explain({ ...request, randomCases: 4 }, [...own, subject]);
  expect(asked).toEqual([1]);
  expect(row(explanation, 'lastbit/lanes-8').bits).toBe(row(explanation, 'foreign/conv2d').bits);
  expect(row(explanation, 'foreign/conv2d')).toMatchObject({
    explainedBy: expect.arrayContaining([{ algorithm: 'lastbit/lanes-8', agreed: 256, tried: 256 }]),
    explainedBecause: expect.stringContaining('asked once'),
    revealed: null,
  });
});

test('a sum too long to explain is refused before any work, with what it would take', async () => {
  const terms = 3 * 10 ** 7;
  const shape = convShape(`1x${terms}*1x${terms}`);
  const numbers = new Float32Array(terms);
  const request = { ...seedRequest, case: { shape, image: numbers, kernel: numbers } };
  await expect(explain(request, own)).rejects.toThrow(
    'the output sums 30000000 terms, which would take about 9 s and 2 GB; explain takes at most 16777216',
  );
});

test('a long sum is explained in memory that goes with its numbers, by few trees and few cases', async () => {
  const terms = 2 ** 16 + 5;
  const shape = convShape(`1x${terms}*1x${terms}`);
  const image = Float32Array.from({ length: terms }, (_, t) => ((t * 7919) % 1013) / 1013);
  const one = own.filter(({ id }) => id === 'lastbit/pairwise');
  const { output } = await explain({ ...seedRequest, case: { shape, image, kernel: image }, observed: [] }, one);
  expect(output.results[0]).toMatchObject({ withinBound: true, outcome: { kind: 'value' } });
  expect(output.reachable!.tried).toBeLessThan(1000);
  expect(output.recipes.find(({ name }) => name.startsWith('Round the exact'))).toMatchObject({ tried: 15, equal: 15 });
});
