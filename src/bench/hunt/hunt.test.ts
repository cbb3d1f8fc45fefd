import { expect, test } from 'vitest';
import { silentProgress } from '../../install/progress.ts';
import { bestFound } from './best-found.ts';
import { measure } from './hunt.ts';
import { kernelRows, normalKernel, rangeRows } from './hunt-rows.ts';
import { turns } from './twin-speed.ts';

test('rows have shares of the limit, of which the structured search has the largest', () => {
  for (const row of [kernelRows('kernel', normalKernel(6, 1))[2]!, rangeRows(normalKernel(6, 1))[1]!]) {
    const { comparisons } = measure(row, 1, [60_000], 1e4);
    const share = (method: string): number => comparisons.find(({ name }) => name.includes(method))!.ratio;
    const [random, annealing, structured] = ['random', 'annealing', 'structured'].map(share) as [
      number,
      number,
      number,
    ];
    expect(random).toBeGreaterThan(0);
    expect(annealing).toBeGreaterThan(random);
    expect(structured).toBeGreaterThan(annealing);
    expect(structured).toBeLessThanOrEqual(1);
  }
});

test('a twin and single calls work in turns, and their rates are per second of processor time', async () => {
  const asked: string[] = [];
  let evaluated = 0;
  const peer = {
    round: async (request: string) => {
      asked.push(`${request} after ${Math.sign(evaluated)}`);
      return { cases: 500, processorSeconds: 0.25, violations: 0 };
    },
  };
  const context = { rounds: 2, roundSeconds: 0.001, progress: silentProgress };
  const { twin, single } = await turns(context, peer, () => {
    evaluated += 1;
  });
  expect(asked).toEqual(Array(3).fill('single 0.001 after 1'));
  expect(single).toEqual([2000, 2000]);
  expect(twin.every((rate) => rate > 0 && Number.isFinite(rate)) && twin.length === 2).toBe(true);
});

test('a search counts what it finds within its evaluations only, and no method beats the exact score', () => {
  const row = kernelRows('kernel', normalKernel(6, 1))[0]!;
  for (const name of ['random', 'annealing', 'structured'] as const) {
    expect(bestFound(row, name, 3, 0)).toBe(0);
    expect(bestFound(row, name, 3, 4000)).toBeGreaterThan(0);
  }
});
