import { expect, test } from 'vitest';
import { bfloat16, binary16 } from '../../float/format.ts';
import { modelOf } from '../../reveal/model.ts';
import { type Accumulation, type NodeFormat, uniformAccumulation } from '../../sums/accumulation.ts';
import { pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import { freeLimit } from '../free/limit.ts';
import type { Candidate, FactorDomain, HuntProblem } from '../problem.ts';
import { freeProblem, runSearch } from '../run-search.test-support.ts';
import { conditionOf, objectiveOf, scoreOf, scoreRule } from '../score.ts';
import type { Search, SearchStep } from '../search.ts';
import { annealing } from './annealing.ts';
import { boxShrinking } from './box-shrinking.ts';
import { isAllowed } from './domain.ts';
import { pivotTies } from './pivot-ties.ts';
import type { BlindOptions } from './pool.ts';
import { type PortfolioStep, portfolio } from './portfolio.test-support.ts';
import { randomSearch } from './random-search.ts';

const pixels: FactorDomain = { kind: 'levels', values: Float32Array.from({ length: 256 }, (_, k) => k / 255) };
const searches = { annealing, boxShrinking, pivotTies, randomSearch, portfolio };
const accumulation = uniformAccumulation(pairwiseTree(9, 'first'), 'rounded-products');
const model = modelOf(accumulation);

function optionsOf(problem: HuntProblem, budget: number, seed = 1): BlindOptions {
  return { problem, objective: objectiveOf(scoreRule(problem, 'binary32')), seed, budget };
}

function questions(search: Search, results = model): SearchStep[] {
  const steps: SearchStep[] = [];
  let answer: Float32Array | Float64Array | undefined;
  for (let next = search.next(); !next.done; next = search.next(answer)) {
    const { ask } = next.value;
    steps.push(
      ask ? { ...next.value, ask: { ...ask, lefts: ask.lefts.slice(), rights: ask.rights.slice() } } : next.value,
    );
    answer = ask && results(ask.lefts, ask.rights, ask.lefts.length / ask.count, ask.count);
  }
  return steps;
}

test.each(Object.entries(searches))('%s keeps to its domains and its budget, and repeats itself', (_, search) => {
  const domains: readonly FactorDomain[] = [{ kind: 'any' }, pixels, { kind: 'range', low: -0.5, high: 100 }];
  const n = 9;
  const left = Array.from({ length: n }, (_, t) => domains[t % 3]!);
  const right = Array.from({ length: n }, (_, t) => domains[Math.floor(t / 3)]!);
  for (const problem of [
    { n, left, right, aim: 'error' as const },
    { ...freeProblem(n), aim: 'bound' as const },
  ]) {
    const steps = questions(search(optionsOf(problem, 500)));
    expect(steps).toEqual(questions(search(optionsOf(problem, 500))));
    expect(steps.reduce((sum, { spent }) => sum + spent, 0)).toBeLessThan(600);
    for (const { ask } of steps) {
      expect(ask?.lefts.every((x, i) => isAllowed(problem.left[i % n]!, x)) ?? true).toBe(true);
      expect(ask?.rights.every((x, i) => isAllowed(problem.right[i % n]!, x)) ?? true).toBe(true);
    }
  }
});

test('other seeds ask other questions', () => {
  const problem: HuntProblem = { ...freeProblem(9), aim: 'bound' };
  expect(questions(annealing(optionsOf(problem, 100, 1)))).not.toEqual(
    questions(annealing(optionsOf(problem, 100, 2))),
  );
});

test('the methods of the portfolio get equal shares', () => {
  const problem: HuntProblem = { ...freeProblem(9), aim: 'bound' };
  const methods = ['pivot-ties', 'annealing', 'box shrinking', 'random'];
  const spent = new Map(methods.map((method) => [method, 0]));
  let total = 0;
  for (const { method, ...step } of questions(portfolio(optionsOf(problem, 2000))) as PortfolioStep[]) {
    spent.set(method, spent.get(method)! + step.spent);
    total += step.spent;
    // A step of a method asks for up to 64 evaluations. At the end some have less left to ask.
    for (const share of spent.values()) if (total < 1500) expect(Math.abs(share - total / 4)).toBeLessThanOrEqual(64);
  }
  for (const share of spent.values()) expect(Math.abs(share - 500)).toBeLessThanOrEqual(128);
});

test('what is found keeps to the condition number', () => {
  const problem: HuntProblem = { ...freeProblem(9), aim: 'error', condition: 4 };
  const rule = scoreRule(problem, 'binary32');
  const found = questions(annealing(optionsOf(problem, 2000))).flatMap((step) => step.found ?? []);
  expect(found.length).toBeGreaterThan(3);
  for (const candidate of found) {
    const score = scoreOf(rule, candidate, model(candidate.left, candidate.right, 9, 1)[0]!);
    expect(score.allowed && conditionOf(score)).toBeLessThanOrEqual(4);
  }
});

const withNodes = (node: NodeFormat, others: Partial<Accumulation> = {}): Accumulation => {
  const plain = uniformAccumulation(sequentialTree(25), 'fused');
  return { ...plain, nodes: plain.nodes.map(() => node), ...others };
};

// [arithmetic, share of what the construction attains]
test.each<[string, Accumulation, number]>([
  ['bfloat16 sums', withNodes({ to: bfloat16 }), 0.99],
  ['binary16 sums', withNodes({ to: binary16 }), 0.99],
  ['truncation', withNodes('binary32', { rounding: 'toward-zero' }), 0.99],
  ['a fused adder that truncates', withNodes({ guardBits: 0, end: 'toward-zero' }), 0.99],
  ['two roundings', withNodes('binary32-via-binary64'), 0.99],
  ['TF32 factors', withNodes('binary32', { inputs: { bits: 11, rounding: 'nearest-even' } }), 0.99],
  ['truncated bfloat16 factors', withNodes('binary32', { inputs: { bits: 8, rounding: 'toward-zero' } }), 0.99],
])('pivot-ties finds the arithmetic: %s', (_, accumulation, share) => {
  const problem: HuntProblem = { ...freeProblem(25), aim: 'bound' };
  const rule = scoreRule(problem, 'binary32', accumulation);
  const search = pivotTies({ ...optionsOf(problem, 4000), objective: objectiveOf(rule) });
  const { value } = runSearch(search, rule, modelOf(accumulation));
  expect(value).toBeGreaterThanOrEqual(share * freeLimit(accumulation).attained);
});

test('two subjects: results of the second follow those of the first', () => {
  const problem: HuntProblem = { ...freeProblem(9), aim: 'difference' };
  const rule = scoreRule(problem, 'binary32');
  const other = modelOf(uniformAccumulation(sequentialTree(9), 'fused'));
  const { value, best } = runSearch(pivotTies(optionsOf(problem, 2000)), rule, model, other);
  const { left, right } = best as Candidate;
  const [a, b] = [model(left, right, 9, 1)[0]!, other(left, right, 9, 1)[0]!];
  expect(a).not.toBe(b);
  expect(value).toBeGreaterThan(7);
});
