import { expect, test } from 'vitest';
import { mainHere } from '../main-here.test-support.ts';

test('takes --seed and --json for itself, though bench has options of these names', { timeout: 30_000 }, async () => {
  const { stdout, status } = await mainHere(['bench', 'tolerances', '--cases', '1', '--seed', '9', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ seed: 9, kinds: expect.any(Array) });
  expect(status).toBe(0);
});
