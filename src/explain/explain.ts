import { batchOf } from '../conv/batch-of.ts';
import type { Case } from '../conv/case.ts';
import { checkCase } from '../conv/check-batch.ts';
import { outputShape } from '../conv/output-shape.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { Registry } from '../engines/engine.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { UsageError } from '../float/usage-error.ts';
import { type References, referencesOf } from '../judge/references.ts';
import { orders } from '../orders/all-orders.ts';
import { type Asked, askSubject } from './ask-subject.ts';
import { chooseSubjects } from './choose-subjects.ts';
import { type Candidate, explainObserved } from './explain-observed.ts';
import { explainingOrders, type OrderHere, orderSubject } from './explaining-orders.ts';
import type { ExplainedCase, Explanation, OutputExplanation, ResultRow } from './explanation.ts';
import { fullDecimal } from './full-decimal.ts';
import { type OutputFacts, outputFacts } from './output-facts.ts';
import type { Observed } from './parse-observed.ts';
import { randomCases } from './random-cases.ts';
import { reachableOf } from './reachable-of.ts';
import { tryRecipes } from './recipes.ts';
import { resultErrors } from './result-errors.ts';
import { shortestDecimal } from './shortest-decimal.ts';
import { windowCase, windowShape, windowTerms } from './window-terms.ts';

export interface ExplainRequest {
  readonly case: Case;
  /** Where the case comes from, in words. */
  readonly source: string;
  readonly roundedInputs: number;
  readonly observed: readonly Observed[];
  /** Ids of subjects or names of engines; none means all. */
  readonly subjects: readonly string[];
  readonly output: number;
  readonly seed: number;
  /** How many random cases an order has to reproduce to explain a subject. */
  readonly randomCases?: number;
}

/** Engines are asked side by side, the subjects of one process one after the other; each may take this long for its random cases. */
const msPerSubject = 10_000;
const mostInputBits = 4096;

/** Who computed what, how, which is right, and how to make them equal: for one output of one case. */
export async function explain(request: ExplainRequest, registry: Registry): Promise<Explanation> {
  const { case: input, output, seed } = request;
  checkCase(input);
  const of = planTerms(input.shape).outputs;
  if (!Number.isSafeInteger(output) || output < 0 || output >= of) {
    throw new UsageError(`--output ${output}: the case has ${of} outputs, counted from 0 to ${of - 1}`);
  }
  const subjects = chooseSubjects(registry.subjects, request.subjects);
  const terms = windowTerms(input.shape, output, batchOf([input]));
  const facts = outputFacts(terms);
  const references = referencesOf(batchOf([windowCase(input.shape, terms)]), 'conv2d');
  const here = orders.map((order): OrderHere => {
    const out = order.format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    order.evaluate(terms.left, terms.right, facts.terms, 1, out, windowShape(input.shape));
    return { order, value: out[0]! };
  });
  const random = randomCases(input.shape, output, seed, request.randomCases ?? 10_000);
  const rowOf = async (asked: Asked): Promise<ResultRow> => {
    const row = await resultRow(asked, facts, references);
    if (asked.value === undefined) return row;
    const { subject, value } = asked;
    const { explainedBy, because } = await explainingOrders(subject, value, subject.format, here, random, msPerSubject);
    return { ...row, explainedBy, explainedBecause: because };
  };
  const asked = new Map<string, Asked>();
  const rows = await inGroups(
    subjects,
    ({ engine, setting }) => `${engine}@${setting ?? ''}`,
    async (subject) => {
      const answer = await askSubject(subject, input, output);
      asked.set(subject.id, answer);
      return rowOf(answer);
    },
  );
  const candidates = candidatesOf(
    here,
    subjects.map(({ id }) => asked.get(id)!),
  );
  const explained: OutputExplanation = {
    index: output,
    position: positionOf(outputShape(input.shape), output),
    of,
    terms: facts.terms,
    nonZeroTerms: facts.nonZeroTerms,
    condition: facts.condition,
    unitErrorUlp: facts.unitErrorUlp,
    exact: facts.exact,
    grid: facts.grid,
    results: rows,
    observed: request.observed.map((one) => explainObserved(one, candidates, facts.sum)),
    reachable: reachableOf(terms, facts.sum, candidates, seed),
    recipes: tryRecipes(random.terms(), facts.terms),
  };
  return { case: caseOf(request), seed, outputs: [explained] };
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
