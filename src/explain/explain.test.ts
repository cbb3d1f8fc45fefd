import { expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import type { Outcome, Registry, Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { UsageError } from '../errors/usage-error.ts';
import { explain } from './explain.ts';
import type { Explanation, ResultRow } from './explanation.ts';
import { seedRequest } from './seed-case.ts';

const own = lastbitSubjects();

/** An engine that computes as one of our orders does, but does not say so; `spoil` may change its answer to a request. */
function disguised(
  order: string,
  spoil: (outcome: Outcome, batch: Batch, request: number) => Outcome = (outcome) => outcome,
): Subject {
  const subject = own.find(({ id }) => id === `lastbit/${order}`)!;
  let requests = 0;
  return {
    ...subject,
    id: 'foreign/conv2d',
    engine: 'foreign',
    summation: 'unknown',
    evaluate: async (batch) => spoil(await subject.evaluate(batch), batch, requests++),
  };
}

async function explained(subject: Subject, randomCases = 2000): Promise<Explanation> {
  const registry: Registry = { subjects: [...own, subject], statistics: () => [], close: async () => {} };
  return explain({ ...seedRequest, randomCases, randomOrders: 1000 }, registry);
}

function row(explanation: Explanation, subject: string): ResultRow {
  return explanation.outputs[0]!.results.find((one) => one.subject === subject)!;
}

test('the seed case: sequential gives the number of 2018, binary64 the exact value, all within their bound', async () => {
  const explanation = await explained(disguised('sequential'));
  expect(row(explanation, 'lastbit/sequential')).toMatchObject({
    ...{ bits: '3ab7ffc0', decimal: '0.001403801143169403076171875', shortest: '0.0014038011' },
    ...{ signedErrorUlp: -128, errorUlp: 128, withinBound: true },
  });
  expect(row(explanation, 'lastbit/sequential').errorOverUP).toBeCloseTo(128 / 408.596, 5);
  expect(row(explanation, 'lastbit/sequential:binary64')).toMatchObject({
    ...{ decimal: '0.001403816044330596923828125', errorUlp: 0, withinBound: true },
  });
  for (const { withinBound, boundBecause } of explanation.outputs[0]!.results) {
    expect(withinBound === true || (withinBound === null && boundBecause !== null)).toBe(true);
  }
  expect(explanation.outputs[0]!.recipes.map(({ equal, tried }) => equal === tried)).toContain(true);
});

test('an engine is explained by the order that it follows, tried on every random case', async () => {
  expect(row(await explained(disguised('lanes-8')), 'foreign/conv2d').explainedBy).toContainEqual({
    order: 'lastbit/lanes-8',
    agreed: 2000,
    tried: 2000,
  });
  expect(row(await explained(disguised('lanes-8')), 'foreign/conv2d').explainedBecause).toBeNull();
});

test('a foreign row names its revealed tree and arithmetic, one of ours does not', async () => {
  const explanation = await explained(disguised('lanes-8'));
  expect(row(explanation, 'foreign/conv2d').revealed).toMatchObject({
    explained: true,
    summary: 'lanes 8',
    height: 6,
    replay: { cases: 300, mismatches: 0 },
    because: null,
  });
  expect(explanation.outputs[0]!.results.filter(({ subject }) => subject.startsWith('lastbit/'))).not.toContainEqual(
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
    ),
    'foreign/conv2d',
  );
  expect(explainedBy).toContainEqual({ order: 'lastbit/sequential', agreed: 1999, tried: 2000 });
});

test('an engine that fails on the way keeps its result, and says how far it came', async () => {
  const crashing = disguised('sequential', (outcome, _, request) =>
    request < 3 ? outcome : { kind: 'failed', reason: 'exit status 9' },
  );
  const result = row(await explained(crashing), 'foreign/conv2d');
  expect(result).toMatchObject({ bits: '3ab7ffc0', explainedBecause: 'failed: exit status 9' });
  expect(result.explainedBy).toContainEqual({ order: 'lastbit/sequential', agreed: 64, tried: 64 });
});

test('the same seed gives the same explanation, costs apart; values are told before orders are tried', async () => {
  const timeless = (explanation: Explanation): unknown =>
    JSON.parse(JSON.stringify(explanation, (key, value) => (key === 'relativeCost' ? 0 : value)));
  const [once, again] = [await explained(disguised('pairwise'), 300), await explained(disguised('pairwise'), 300)];
  expect(timeless(again)).toEqual(timeless(once));
  const told: Explanation[] = [];
  const registry: Registry = { subjects: own.slice(0, 2), statistics: () => [], close: async () => {} };
  await explain({ ...seedRequest, randomCases: 10, randomOrders: 10 }, registry, (values) => told.push(values));
  expect(told).toHaveLength(1);
  expect(told[0]?.outputs[0]).toMatchObject({
    reachable: null,
    recipes: [],
    results: [{ bits: '3ab7ffc0', explainedBy: [] }, {}],
  });
});

test('an output that does not exist and a subject that does not exist are mistakes of the user', async () => {
  const registry: Registry = { subjects: own, statistics: () => [], close: async () => {} };
  await expect(explain({ ...seedRequest, output: 1 }, registry)).rejects.toThrow(UsageError);
  await expect(explain({ ...seedRequest, subjects: ['lastbit/sequentiall'] }, registry)).rejects.toThrow(
    'lastbit has lastbit/sequential,',
  );
  await expect(explain({ ...seedRequest, subjects: ['jax'] }, registry)).rejects.toThrow('the engines are lastbit');
});
