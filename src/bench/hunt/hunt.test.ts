import { expect, test } from 'vitest';
import { measure } from './hunt.ts';
import { kernelRows, normalKernel, rangeRows } from './hunt-rows.ts';

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
