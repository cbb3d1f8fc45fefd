import { batchOf } from '../conv/batch-of.ts';
import { checkCase } from '../conv/check-batch.ts';
import type { Terms } from '../conv/gather-terms.ts';
import { outputShape } from '../conv/output-shape.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { Registry, Subject } from '../engines/engine.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { UsageError } from '../float/usage-error.ts';
import { type References, referencesOf } from '../judge/references.ts';
import { orders } from '../orders/all-orders.ts';
import type { WindowShape } from '../orders/order.ts';
import { type Asked, askSubject } from './ask-subject.ts';
import { chooseSubjects } from './choose-subjects.ts';
import { type Candidate, explainObserved } from './explain-observed.ts';
import type { ExplainRequest, OnValues } from './explain-request.ts';
import { type Explained, explainingOrders, type OrderHere, orderSubject } from './explaining-orders.ts';
import type { ExplainedCase, Explanation, OutputExplanation, ResultRow } from './explanation.ts';
import { fullDecimal } from './full-decimal.ts';
import { type OutputFacts, outputFacts } from './output-facts.ts';
import { randomCases } from './random-cases.ts';
import { reachableOf } from './reachable-of.ts';
import { tryRecipes } from './recipes.ts';
import { resultErrors } from './result-errors.ts';
import { shortestDecimal } from './shortest-decimal.ts';
import { windowCase, windowShape, windowTerms } from './window-terms.ts';

/** Engines are asked side by side, the subjects of one process one after the other; each may take this long for its random cases. */
const msPerSubject = 10_000;
const mostInputBits = 4096;

/** Who computed what, how, which is right, and how to make them equal: for one output of one case. */
export async function explain(
  request: ExplainRequest,
  registry: Registry,
  onValues: OnValues = () => {},
): Promise<Explanation> {
  const { case: input, output, seed } = request;
  checkCase(input);
  const of = planTerms(input.shape).outputs;
  if (!Number.isSafeInteger(output) || output < 0 || output >= of) {
    throw new UsageError(
      `--output ${output}: the case has ${of} ${of === 1 ? 'output' : 'outputs'}, counted from 0 to ${of - 1}`,
    );
  }
  const subjects = chooseSubjects(registry.subjects, request.subjects);
  const terms = windowTerms(input.shape, output, batchOf([input]));
  const facts = outputFacts(terms);
  const references = referencesOf(batchOf([windowCase(input.shape, terms)]), 'conv2d');
  const here = ordersHere(terms, windowShape(input.shape));
  const asked = await inGroups(subjects, processOf, (subject) => askSubject(subject, input, output));
  const candidates = candidatesOf(here, asked);
  const values: OutputExplanation = {
    index: output,
    position: positionOf(outputShape(input.shape), output),
    of,
    terms: facts.terms,
    nonZeroTerms: facts.nonZeroTerms,
    condition: facts.condition,
    unitErrorUlp: facts.unitErrorUlp,
    exact: facts.exact,
    grid: facts.grid,
    results: await inGroups(
      asked,
      ({ subject }) => processOf(subject),
      (one) => resultRow(one, facts, references),
    ),
    observed: request.observed.map((one) => explainObserved(one, candidates, facts.sum)),
    reachable: null,
    recipes: [],
  };
  const whole = (explained: OutputExplanation): Explanation => ({ case: caseOf(request), seed, outputs: [explained] });
  onValues(whole(values));

  const random = randomCases(input.shape, output, seed, request.randomCases ?? 10_000);
  const explaining = inGroups(
    asked,
    ({ subject }) => processOf(subject),
    async ({ subject, value }) =>
      value === undefined ? nobody : explainingOrders(subject, value, here, random, msPerSubject),
  );
  const reachable = reachableOf(terms, facts.sum, candidates, seed, request.randomOrders ?? 1e6);
  const explained = await explaining;
  const tried = asked
    .map(({ subject }, index) => ({ subject, ...explained[index]! }))
    .filter(({ subject, outputs }) => subject.engine !== 'lastbit' && outputs.length > 0);
  const results = values.results.map((row, index) => {
    const { explainedBy, because } = explained[index]!;
    return { ...row, explainedBy, explainedBecause: because };
  });
  return whole({ ...values, results, reachable, recipes: tryRecipes(random.terms(), facts.terms, tried) });
}

const nobody: Explained = { explainedBy: [], outputs: new Float32Array(0), because: null };

/** Subjects with the same name share a process, and are asked one after the other. */
function processOf({ engine, setting }: Subject): string {
  return `${engine}@${setting ?? ''}`;
}

function ordersHere({ left, right }: Terms, window: WindowShape): readonly OrderHere[] {
  return orders.map((order) => {
    const out = order.format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    order.evaluate(left, right, left.length, 1, out, window);
    return { order, value: out[0]! };
  });
}

/** Subjects with a value, then those orders of ours that are no subject of the table. */
function candidatesOf(here: readonly OrderHere[], asked: readonly Asked[]): readonly Candidate[] {
  const own = new Map<string, Candidate>();
  for (const { subject, value } of asked) {
    if (value !== undefined) own.set(subject.id, { subject: subject.id, format: subject.format, value });
  }
  for (const { order, value } of here) {
    const id = orderSubject(order);
    if (!own.has(id)) own.set(id, { subject: id, format: order.format, value });
  }
  return [...own.values()];
}

async function resultRow(asked: Asked, facts: OutputFacts, references: References): Promise<ResultRow> {
  const { subject, availability, outcome, value } = asked;
  const { id, format } = subject;
  const row = { subject: id, availability, outcome, format, explainedBy: [], explainedBecause: null };
  if (value === undefined) return { ...row, ...nothing };
  return {
    ...row,
    bits: format === 'binary32' ? bits32(value) : bits64(value),
    decimal: fullDecimal(value),
    shortest: shortestDecimal(value, format),
    ...(await resultErrors(value, subject, facts, references)),
  };
}

const nothing = {
  bits: null,
  decimal: null,
  shortest: null,
  signedErrorUlp: null,
  errorUlp: null,
  errorOverUP: null,
  boundUlp: null,
  withinBound: null,
  boundBecause: null,
};

/** Runs groups side by side and the members of each one after the other; results come in the order of `items`. */
async function inGroups<Item, Result>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  const results = new Map<Item, Result>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      for (const item of group) results.set(item, await run(item));
    }),
  );
  return items.map((item) => results.get(item)!);
}

function caseOf({ case: input, source, roundedInputs }: ExplainRequest): ExplainedCase {
  const small = input.image.length + input.kernel.length <= mostInputBits;
  return {
    shape: input.shape,
    source,
    roundedInputs,
    imageBits: small ? Array.from(input.image, bits32) : null,
    kernelBits: small ? Array.from(input.kernel, bits32) : null,
  };
}

function positionOf(
  [, rows, columns, channels]: readonly [number, number, number, number],
  index: number,
): readonly [number, number, number, number] {
  const place = Math.floor(index / channels);
  const row = Math.floor(place / columns);
  return [Math.floor(row / rows), row % rows, place % columns, index % channels];
}
