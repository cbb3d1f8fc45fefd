import { expect, test } from 'vitest';
import { modelOf } from '../../reveal/model.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { scoreOf, scoreRule } from '../score.ts';
import { freeHunt } from './free-hunt.ts';

const explained = algorithms.filter(({ summation }) => summation === 'tree');

test.each([1, 2, 25, 1000])('free factors have no largest error: the largest finite results, n = %i', (n) => {
  for (const { name, arithmetic, tree } of explained) {
    const accumulation = uniformAccumulation(tree(n)!, arithmetic!);
    const { result } = accumulation;
    const { witness, unbounded, limit } = freeHunt(accumulation, 'error');
    const computed = modelOf(accumulation)(witness.left, witness.right, n, 1)[0]!;
    expect(computed, name).toBe(2 ** (result === 'binary32' ? 127 : 254));
    expect(unbounded).toContain('grows with the factors');
    const score = scoreOf(scoreRule({ n, aim: 'bound' }, result, accumulation), witness, computed);
    expect(score.allowed && score.value).toBeGreaterThanOrEqual(0.999 * limit.value);
  }
});

test('nor a largest number of ulp', () => {
  const { arithmetic, tree } = explained.find(({ name }) => name === 'pairwise')!;
  const accumulation = uniformAccumulation(tree(25)!, arithmetic!);
  const { witness, unbounded } = freeHunt(accumulation, 'ulp');
  const computed = modelOf(accumulation)(witness.left, witness.right, 25, 1)[0]!;
  const score = scoreOf(scoreRule({ n: 25, aim: 'ulp' }, 'binary32', accumulation), witness, computed);
  expect(score.allowed && score.value).toBeGreaterThan(2 ** 20);
  expect(unbounded).toContain('near to 0');
});

test('the aim of the bound has a limit', () => {
  const { arithmetic, tree } = explained[0]!;
  expect(freeHunt(uniformAccumulation(tree(9)!, arithmetic!), 'bound').unbounded).toBeUndefined();
});
