import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { WorkerGone } from './share-out.ts';
import { WorkerProcess } from './worker-process.ts';

vi.mock('node:child_process', async (load) => ({ ...(await load<object>()), fork: vi.fn() }));
const forking = vi.mocked(fork);
const start = (): Promise<unknown> =>
  WorkerProcess.start('campaign', {}, () => {}).catch((error: Error) => [error.constructor, error.message]);

test('a process that cannot be started, for lack of files or of memory, is a worker that cannot be had', async () => {
  // As Node has it without file descriptors: no channel, no streams, and an event.
  forking.mockImplementationOnce(() => {
    const child = new EventEmitter() as ChildProcess;
    process.nextTick(() => child.emit('error', new Error('spawn node EMFILE')));
    return child;
  });
  expect(await start()).toEqual([WorkerGone, 'a worker could not be started: spawn node EMFILE']);
  forking.mockImplementationOnce(() => {
    throw new Error('spawn ENOMEM');
  });
  expect(await start()).toEqual([WorkerGone, 'a worker could not be started: spawn ENOMEM']);
});

test('what is wrong with the question is told from what is wrong with lastbit', async () => {
  for (const [isUsage, type] of [
    [true, UsageError],
    [false, Error],
  ] as const) {
    forking.mockImplementationOnce(() => {
      const child = new EventEmitter() as ChildProcess;
      const send = () => process.nextTick(() => child.emit('message', { kind: 'failed', because: 'no', isUsage }));
      return Object.assign(child, { send }) as unknown as ChildProcess;
    });
    expect(await start()).toEqual([type, 'no']);
  }
});
