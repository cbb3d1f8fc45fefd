import { expect, test } from 'vitest';
import { sayMemory } from './jobs-option.ts';

test('the memory of all processes is said, where the system tells it', () => {
  const said: string[] = [];
  sayMemory(
    () => 1500 * 2 ** 20,
    (line) => void said.push(line),
  );
  sayMemory(
    () => null,
    (line) => void said.push(line),
  );
  expect(said).toEqual(['at most 1,500 MiB with engines']);
});
