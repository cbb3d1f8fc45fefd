import { expect, test } from 'vitest';
import { repeats } from '../../repeats.test-support.ts';
import { modelOf } from '../../reveal/model.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { freeLimit } from '../free/limit.ts';
import { freeProblem, runSearch } from '../run-search.test-support.ts';
import { objectiveOf, scoreRule } from '../score.ts';
import { portfolio } from './portfolio.test-support.ts';

const orders = [
  'sequential',
  'sequential-fused',
  'pairwise',
  'numpy-pairwise',
  'lanes-8',
  'lanes-8-fused',
  'sequential-wide',
]
  .flatMap((name) => [2, 9, 25, 27, 121].map((n) => ({ name, n })))
  // Every order in any case, at every second length.
  .filter((_, index) => index % repeats(1, 2) === 0);

test.each(orders)('a black box: 0.99 of the limit within 10^5 evaluations, $name, n = $n', ({ name, n }) => {
  const { arithmetic, tree } = algorithms.find((one) => one.name === name && one.format === 'binary32')!;
  const accumulation = uniformAccumulation(tree(n)!, arithmetic!);
  // Nothing but the results reaches the search.
  const rule = scoreRule({ n, aim: 'bound' }, 'binary32');
  const options = { problem: { ...freeProblem(n), aim: 'bound' as const }, objective: objectiveOf(rule), seed: 1 };
  const { value } = freeLimit(accumulation);
  const search = portfolio({ ...options, budget: 1e5 });
  const result = runSearch(search, rule, modelOf(accumulation), undefined, 0.99 * value);
  expect(result.spent).toBeLessThanOrEqual(1e5);
  expect(result.value).toBeGreaterThanOrEqual(0.99 * value);
  expect(result.value).toBeLessThanOrEqual(value);
});
