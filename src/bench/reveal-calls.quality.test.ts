import { expect, test } from 'vitest';
import { silentProgress } from '../install/progress.ts';
import { repeats } from '../repeats.test-support.ts';
import { isMet } from './benchmark.ts';
import { countCalls } from './reveal-calls.ts';

test('every row of the table of calls is kept', async () => {
  const { comparisons } = await countCalls(silentProgress, repeats(Number.POSITIVE_INFINITY, 256));
  expect(comparisons.length).toBeGreaterThanOrEqual(repeats(50, 30));
  expect(comparisons.filter(({ ratio, target }) => !isMet(ratio, target!))).toEqual([]);
});
