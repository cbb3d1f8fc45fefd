import { test } from 'vitest';
import { revealAll } from './reveal-all.test-support.ts';

test('random trees with random arithmetic in every leaf and node are revealed', { timeout: 60_000 }, async () => {
  await revealAll(11, 200, 64, 2);
});

test('so are additions of up to five terms with one rounding', { timeout: 60_000 }, async () => {
  await revealAll(12, 100, 32, 5);
});
