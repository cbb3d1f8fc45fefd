import { expect, test } from 'vitest';
import { silentProgress } from '../install/progress.ts';
import { isMet } from './benchmark.ts';
import { revealCalls } from './reveal-calls.ts';

test('every row of the table of calls is kept', async () => {
  const { comparisons } = await revealCalls.run({ seed: 1, rounds: 1, roundSeconds: 1, progress: silentProgress });
  expect(comparisons.length).toBeGreaterThanOrEqual(50);
  expect(comparisons.filter(({ ratio, target }) => !isMet(ratio, target!))).toEqual([]);
});
