import { expect, test, vi } from 'vitest';
import { onFirstSignal } from './signals.ts';

/** Runs `work` with a `process.kill` that only remembers. */
function withoutKilling(work: () => void): readonly unknown[] {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    work();
    return kill.mock.calls.map(([, signal]) => signal);
  } finally {
    kill.mockRestore();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('all parts hear the first signal; one that finishes keeps it from ending the process', async () => {
  for (const answers of [
    ['ends', 'finishes'],
    ['finishes', 'ends'],
  ] as const) {
    const heard: string[] = [];
    for (const answer of answers) {
      onFirstSignal((signal) => {
        heard.push(signal);
        return answer;
      });
    }
    expect(withoutKilling(() => process.emit('SIGINT', 'SIGINT'))).toEqual([]);
    expect(heard).toEqual(['SIGINT', 'SIGINT']);
    await turn();
  }
});

test('a second signal that came with the first takes its effect', async () => {
  onFirstSignal(() => 'finishes');
  expect(withoutKilling(() => process.emit('SIGINT', 'SIGINT'))).toEqual([]);
  expect(withoutKilling(() => process.emit('SIGINT', 'SIGINT'))).toEqual(['SIGINT']);
  await turn();
});

test('if all parts have cleaned up, the signal takes its effect; the second one always does', async () => {
  const before = process.listenerCount('SIGTERM');
  onFirstSignal(() => 'ends');
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  // A program that listens besides, as this runner may, decides for itself.
  expect(withoutKilling(() => process.emit('SIGTERM', 'SIGTERM'))).toEqual(before === 0 ? ['SIGTERM'] : []);
  await turn();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('a listener that is removed hears nothing, and no signal is caught for it', () => {
  const before = process.listenerCount('SIGHUP');
  const forget = onFirstSignal(() => expect.fail('heard'));
  forget();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
