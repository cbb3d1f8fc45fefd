import { afterEach, expect, test, vi } from 'vitest';
import { Waits } from './waits.ts';

afterEach(() => void vi.useRealTimers());

test('engines that are late at the same time are one line, with the limit once', () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const waits = new Waits((line) => lines.push(line));
  for (const engine of ['numpy', 'scipy']) waits.tell(engine, 'not ready for 5 s', 'the limit is 120 s');
  waits.tell('mine', 'no answer for 5 s', 'the limit is 30 s');
  expect(lines).toEqual(['numpy, scipy: not ready for 5 s; the limit is 120 s']);
  vi.advanceTimersByTime(1000);
  expect(lines[1]).toBe('mine: no answer for 5 s; the limit is 30 s');
  waits.tell('mine', 'no answer for 9 s', 'the limit is 30 s');
  vi.advanceTimersByTime(1000);
  expect(lines).toHaveLength(3);
});
