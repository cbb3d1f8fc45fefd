import { expect, test } from 'vitest';
import { modelOf } from '../reveal/model.ts';
import { type Accumulation, type Arithmetic, uniformAccumulation } from '../sums/accumulation.ts';
import { pairwiseTree } from '../sums/schemes.ts';
import type { Computer } from './computer.ts';
import { pixelLevels } from './constraints.ts';
import { chosenMethods, planHunt } from './methods.ts';
import type { FactorDomain, HuntAim, HuntProblem } from './problem.ts';
import { scoreRule } from './score.ts';

const n = 5;
const accumulation = (arithmetic: Arithmetic = 'rounded-products'): Accumulation =>
  uniformAccumulation(pairwiseTree(n, 'first'), arithmetic);
const known = (accumulation: Accumulation): Computer => ({
  ...{ by: 'model', compute: modelOf(accumulation), accumulation, words: 'pairwise' },
});
const unknown: Computer = {
  by: 'engine',
  compute: async () => new Float32Array(0),
  accumulation: undefined,
  words: '',
};

const levels = pixelLevels('k/255') as FactorDomain;
const problem = (aim: HuntAim, domain: FactorDomain): HuntProblem => ({
  ...{ n, aim, left: Array(n).fill(domain) },
  right: Array(n).fill(domain.kind === 'any' ? domain : { kind: 'levels', values: Float32Array.of(0.75) }),
});
const free = (aim: HuntAim): HuntProblem => problem(aim, { kind: 'any' });
const planned = (problem: HuntProblem, ...computers: readonly Computer[]) => {
  const { methods, limit } = planHunt(problem, scoreRule(problem, 'binary32'), computers, 1e5);
  return { names: methods.map(({ name }) => name), limit: limit?.name };
};
const blind = ['random', 'pivot-ties', 'annealing', 'box shrinking'];

test('random numbers are always beside what suits the problem, with the limit that is known', () => {
  const [one, other] = [known(accumulation()), known(accumulation('fused'))];
  expect(planned(free('bound'), one)).toEqual({
    names: ['random', 'construction', ...blind.slice(1)],
    limit: 'rounding limit',
  });
  expect(planned(free('difference'), one, other)).toEqual({
    names: ['random', 'tie placement', ...blind.slice(1)],
    limit: 'rounding limit',
  });
  expect(planned(free('bound'), unknown)).toEqual({ names: blind, limit: undefined });
  expect(planned(free('ulp'), one).limit).toBeUndefined();
  expect(planned({ ...free('ulp'), condition: 10 }, one).limit).toBe('condition limit');
  const { names, limit } = planned(problem('error', levels), one);
  expect(names).toEqual(['random', 'beam', 'annealing']);
  expect(limit).toMatch(/DP limit|simple limit/);
});

test('a subject that flushes subnormal numbers has beams and a limit too', () => {
  const flush = { inputs: true, products: true, sums: true };
  const asked = problem('error', levels);
  const rule = scoreRule(asked, 'binary32');
  const [plain, flushing] = [accumulation(), { ...accumulation(), flush }].map((one) =>
    planHunt(asked, rule, [known(one)], 1e5),
  );
  expect(flushing!.methods.map(({ name }) => name)).toEqual(plain!.methods.map(({ name }) => name));
  // Nothing can be subnormal here.
  expect(flushing!.limit).toEqual(plain!.limit);
});

test('a method is demanded by its name', () => {
  const { methods } = planHunt(free('bound'), scoreRule(free('bound'), 'binary32'), [unknown]);
  expect(chosenMethods(methods, ['annealing'], 'words').map(({ name }) => name)).toEqual(['annealing']);
  expect(chosenMethods(methods, [], 'words')).toBe(methods);
  expect(() => chosenMethods(methods, ['construction'], 'Kahan')).toThrow(/^--method construction: not for .*: Kahan$/);
  expect(() => chosenMethods(methods, ['beams'], '')).toThrow(/^--method beams: there is no such method; .* beam\?$/);
});
