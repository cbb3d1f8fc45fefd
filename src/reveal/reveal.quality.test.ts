import { test } from 'vitest';
import { revealAll } from './reveal-all.test-support.ts';

test('2,000 small boxes of all mixes of arithmetic are revealed, binary and with additions of up to four terms', async () => {
  await revealAll(21, 1000, 6, 2);
  await revealAll(22, 1000, 9, 4);
});
