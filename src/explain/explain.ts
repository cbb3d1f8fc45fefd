import { batchOf } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { outputShape } from '../conv/output-shape.ts';
import { planTerms, type Terms } from '../conv/terms.ts';
import type { Registry, Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { referencesOf } from '../judge/references.ts';
import type { WindowShape } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { type Asked, askSubject } from './ask-subject.ts';
import type { Candidate } from './candidate.ts';
import { chooseSubjects } from './choose-subjects.ts';
import { explainObserved } from './explain-observed.ts';
import type { ExplainRequest, OnValues } from './explain-request.ts';
import { explainedCase } from './explained-case.ts';
import { type AlgorithmHere, type Explained, explainingOrders } from './explaining-orders.ts';
import type { Explanation, OutputExplanation } from './explanation.ts';
import { inGroups } from './in-groups.ts';
import { outputFacts } from './output-facts.ts';
import { positionOf } from './position-of.ts';
import { randomCases } from './random-cases.ts';
import { reachableOf } from './reachable-of.ts';
import { tryRecipes } from './recipes.ts';
import { resultRow } from './result-row.ts';
import { revealHere } from './reveal-here.ts';
import { windowCase, windowShape, windowTerms } from './window-terms.ts';

/** Engines are asked side by side, the subjects of one process one after the other; each may take this long for its random cases. */
const msPerSubject = 40_000;

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
  const whole = (explained: OutputExplanation): Explanation => ({
    case: explainedCase(request),
    seed,
    outputs: [explained],
  });
  onValues(whole(values));

  const random = randomCases(input.shape, output, seed, request.randomCases ?? 10_000);
  const explaining = inGroups(
    asked,
    ({ subject }) => processOf(subject),
    async ({ subject, value }) => {
      if (value === undefined) return { ...nobody, revealed: null };
      const orders = await explainingOrders(subject, value, here, random, msPerSubject);
      return { ...orders, revealed: await revealHere(subject, input.shape, output) };
    },
  );
  const reachable = reachableOf(terms, facts.sum, candidates, seed, request.randomOrders ?? 1e6);
  const explained = await explaining;
  const tried = asked
    .map(({ subject }, index) => ({ subject, ...explained[index]! }))
    .filter(({ subject, outputs }) => subject.engine !== 'lastbit' && outputs.length > 0);
  const results = values.results.map((row, index) => {
    const { explainedBy, because, revealed } = explained[index]!;
    return { ...row, explainedBy, explainedBecause: because, revealed };
  });
  return whole({ ...values, results, reachable, recipes: tryRecipes(random.terms(), facts.terms, tried) });
}

const nobody: Explained = { explainedBy: [], outputs: new Float32Array(0), because: null };

/** Subjects with the same name share a process, and are asked one after the other. */
function processOf({ engine, setting }: Subject): string {
  return `${engine}@${setting ?? ''}`;
}

function ordersHere({ left, right }: Terms, window: WindowShape): readonly AlgorithmHere[] {
  return algorithms.map((algorithm) => {
    const out = algorithm.format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    algorithm.evaluate(left, right, left.length, 1, out, window);
    return { algorithm, value: out[0]! };
  });
}

/** Subjects with a value, then those orders of ours that are no subject of the table. */
function candidatesOf(here: readonly AlgorithmHere[], asked: readonly Asked[]): readonly Candidate[] {
  const own = new Map<string, Candidate>();
  for (const { subject, value } of asked) {
    if (value !== undefined) own.set(subject.id, { subject: subject.id, format: subject.format, value });
  }
  for (const { algorithm, value } of here) {
    const id = subjectId(algorithm);
    if (!own.has(id)) own.set(id, { subject: id, format: algorithm.format, value });
  }
  return [...own.values()];
}
