import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { Batch } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import { python } from '../../python.test-support.ts';
import type { EngineEvent, Outcome } from '../engine.ts';
import type { ClientOptions } from './client-options.ts';
import { EngineClient } from './engine-client.ts';

const fake = fileURLToPath(new URL('./fake-engine.test-support.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
const clients: EngineClient[] = [];
let events: EngineEvent[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  events = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function client(
  words: readonly string[],
  requestTimeoutMs = 20_000,
  options: Partial<ClientOptions> = {},
): EngineClient {
  const launch = { command: python, words: ['-S', '-E', fake, ...words], environment: {} };
  const onEvent = (event: EngineEvent): void => void events.push(event);
  const made = new EngineClient('fake', launch, { requestTimeoutMs, onEvent, ...options });
  clients.push(made);
  return made;
}

/** Cases of one pixel and one tap. The outputs of a correct engine are 2, 4, 6… */
function batch(count: number, special?: number): Batch {
  const images = Float32Array.from({ length: count }, (_, index) => (index === special ? 666 : index + 1));
  return {
    shape: convShape('1x1'),
    count,
    images,
    kernels: new Float32Array(count).fill(2),
  };
}

test('an engine at rest has no process; the next request starts one, which is no restart', async () => {
  const engine = client([]);
  await engine.evaluate('conv2d', 'binary32', batch(2));
  const { pid } = engine;
  await engine.rest();
  expect(engine.pid).toBeUndefined();
  expect(await engine.evaluate('conv2d', 'binary32', batch(2))).toMatchObject({ kind: 'value' });
  expect(engine.pid).not.toBe(pid);
  expect(engine.statistics.restarts).toBe(0);
  expect(events).toEqual([]);
});

const right = ({ images }: Batch): Extract<Outcome, { kind: 'value' }> => ({
  kind: 'value',
  format: 'binary32',
  outputs: images.map((pixel) => pixel * 2),
});
/** `toEqual` takes a second for ten times 20,000 numbers. */
function expectRight(outcome: Outcome, asked: Batch): void {
  const { outputs } = right(asked);
  if (outcome.kind !== 'value') expect.fail(`${outcome.kind}: ${outcome.reason}`);
  expect(outcome.format).toBe('binary32');
  expect(Buffer.from(outcome.outputs.buffer).equals(Buffer.from(outputs.buffer))).toBe(true);
}
const pidOf = async (engine: EngineClient): Promise<number> => (await engine.hello()).environment.pid as number;
const failure = (outcome: Outcome): Extract<Outcome, { kind: 'failed' }> => {
  if (outcome.kind !== 'failed') throw new Error(`${outcome.kind} where a failure was expected`);
  return outcome;
};
const helperOf = async (engine: EngineClient): Promise<number> => (await engine.hello()).environment.helper as number;
/** The pipes that keep this process alive. */
const openPipes = (): number => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length;
/** A dead orphan keeps its process id until the system reaps it. */
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

test('one process, started at the first request, answers in order', async () => {
  const engine = client(['well']);
  expect(engine.statistics).toMatchObject({ requests: 0, restarts: 0 });
  const batches = [batch(3), batch(1), batch(100), batch(20_000)];
  const outcomes = await Promise.all(batches.map((item) => engine.evaluate('conv2d', 'binary32', item)));
  for (const [index, item] of batches.entries()) expectRight(outcomes[index]!, item);
  expect(engine.statistics).toMatchObject({ cases: 20_104, restarts: 0 });
  const pid = await pidOf(engine);
  await engine.close();
  expect(alive(pid)).toBe(false);
});

test.each(['helper', 'daemon'])('what an engine leaves behind (%s) keeps no pipe open', async (mode) => {
  const before = openPipes();
  const engine = client([mode]);
  const helper = await helperOf(engine);
  expect(alive(helper)).toBe(true);
  await engine.close();
  await vi.waitFor(() => expect(openPipes()).toBe(before));
  if (mode === 'helper') await vi.waitFor(() => expect(alive(helper)).toBe(false));
  else process.kill(helper);
});

test('what an engine leaves behind is killed also if the engine ended by itself', async () => {
  const engine = client(['helper', '666', join(folder, 'helper')]);
  const first = await helperOf(engine);
  expect(await engine.evaluate('conv2d', 'binary32', batch(1, 0))).toEqual(right(batch(1, 0)));
  await vi.waitFor(() => expect(alive(first)).toBe(false));
});

test('a SIGKILL in the middle of a run loses no case', async () => {
  const engine = client(['well']);
  let killed = 0;
  for (let round = 0; round < 6; round++) {
    const running = engine.evaluate('conv2d', 'binary32', batch(20_000));
    const { pid } = engine;
    if (round % 2 === 1 && pid !== undefined) killed += Number(process.kill(pid, 'SIGKILL'));
    expectRight(await running, batch(20_000));
  }
  expect(killed).toBe(3);
  expect(events.map(({ kind }) => kind)).toEqual(['restarted', 'restarted', 'restarted']);
  expect(events[0]?.reason).toContain('SIGKILL');
});

test.each([
  ['crash', /by SIGSEGV; last on standard error: first words \| about to abort/, 'crashed'],
  ['exit', /ended with status 3/, 'crashed'],
  ['garbage', /the engine printed "Segmentation fault \(core dumped\)" on standard output/, 'garbage'],
  ['notjson', /not JSON in UTF-8: "\{nope"/, 'garbage'],
  ['hugeheader', /a header of 2130706432 bytes/, 'garbage'],
  ['hugepayload', /a payload of 1073741825 bytes where 0 or 200 or 400 were asked for/, 'garbage'],
  ['gigabyte', /a payload of 10\d{8} bytes where 0 or 200 or 400 were asked for/, 'garbage'],
  ['count', /a payload of 4000 bytes where 0 or 200 or 400 were asked for/, 'garbage'],
  ['type', /invalid answer: type/, 'garbage'],
  ['twice', /it sent two answers to one request/, 'extra'],
  ['extra', /it sent 3 extra bytes after its answer/, 'extra'],
  ['prints', /the engine printed "done" on standard output/, 'extra'],
  ['printsandends', /^the engine printed "hello" on .*; the process ended with status 0$/, 'crashed'],
  ['cutoff', /^the process ended with status 0$/, 'crashed'],
])('an engine that misbehaves once (%s) is restarted and asked again', async (mode, reason, kind) => {
  const once = join(folder, mode);
  const engine = client([mode, '666', once]);
  const first = await engine.evaluate('conv2d', 'binary32', batch(50, 7));
  expect(first).toEqual(right(batch(50, 7)));
  expect(await engine.evaluate('conv2d', 'binary32', batch(50))).toEqual(right(batch(50)));
  expect(events).toMatchObject([{ kind: 'restarted', reason: expect.stringMatching(reason) }]);
  const faults = { crashed: 0, hung: 0, extra: 0, garbage: 0, [kind]: 1 };
  expect(engine.statistics).toMatchObject({ restarts: 1, faults });
});

test.each(['late', 'numberedlate'])(
  'an answer to the request before (%s) is never taken for the answer',
  async (mode) => {
    const engine = client([mode]);
    for (let round = 0; round < 2; round++) {
      const asked = { ...batch(3), kernels: new Float32Array(3).fill(round) };
      const outcome = await engine.evaluate('conv2d', 'binary32', asked);
      // Only a number tells that the second of two answers is the right one.
      if (mode === 'late') expect(failure(outcome).reason).toBe('it sent two answers to one request');
      else expect(outcome).toEqual({ ...right(asked), outputs: Float32Array.of(round, 2 * round, 3 * round) });
    }
    expect(events[0]?.reason).toMatch(/^it sent two answers to one request/);
    expect(engine.statistics.faults).toMatchObject({ crashed: 0, hung: 0, garbage: 0 });
    expect(engine.statistics.faults.extra).toBeGreaterThan(0);
  },
);

test('a single case is not blamed for a kill from outside', async () => {
  const engine = client(['crash', '666', join(folder, 'single')]);
  expect(await engine.evaluate('conv2d', 'binary32', batch(1, 0))).toEqual(right(batch(1, 0)));
});

test.each([
  ['crash', /SIGSEGV.*first words \| about to abort.*case 5 of 8/],
  ['short', /a payload of 2 bytes where 0 or 4 or 8 were asked for.*case 5 of 8/],
])('bisection finds the case that causes a fault (%s)', async (mode, reason) => {
  const engine = client([mode]);
  const { culprit, reason: said } = failure(await engine.evaluate('conv2d', 'binary32', batch(8, 5)));
  expect(culprit).toBe(5);
  expect(said).toMatch(reason);
  expect(events.at(-1)).toMatchObject({ kind: 'failed', engine: 'fake', final: false });
  expect(await engine.evaluate('conv2d', 'binary32', batch(8))).toEqual(right(batch(8)));
});

test.each(['hang', 'drip'])(
  'a hang (%s) ends at the time limit, its case is found, and no further one is',
  async (mode) => {
    const engine = client([mode], 800);
    const { culprit, reason, hung } = failure(await engine.evaluate('conv2d', 'binary32', batch(2, 1)));
    expect([culprit, hung]).toEqual([1, true]);
    expect(reason).toContain('no answer within 0.8 s');
    // The batch has waited for the limit, and the single case too.
    expect(events.at(-1)).toMatchObject({ kind: 'failed', final: true });
    const before = engine.statistics.restarts;
    const { reason: said } = failure(await engine.evaluate('conv2d', 'binary32', batch(2, 1)));
    expect(said).toContain('given up after 2 hangs without an answer: no answer within 0.8 s');
    expect(engine.statistics.restarts).toBe(before);
  },
);

test('an engine that does not answer hello is waited for once', async () => {
  const told: boolean[] = [];
  const onWaiting: ClientOptions['onWaiting'] = (_, __, ___, ____, isStart) => told.push(isStart);
  const engine = client(['hanghello'], 20_000, { startTimeoutMs: 500, onWaiting });
  await expect(engine.hello()).rejects.toThrow('no answer within 0.5 s');
  expect(engine.statistics.restarts).toBe(0);
  expect(new Set(told)).toEqual(new Set([true]));
});

test('the limit of requests is not that of the hello', async () => {
  // No process starts within a millisecond.
  const engine = client([], 1);
  expect((await engine.hello()).engine).toBe('fake');
});

test('while a request waits, it is told; then the limit', async () => {
  const told: number[] = [];
  const engine = client(['hang'], 600, { onWaiting: (_, __, limitMs) => told.push(limitMs) });
  await engine.evaluate('conv2d', 'binary32', batch(1, 0));
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]).toBe(600);
});

test.each([
  ['closesinput', /the engine closed its standard input/],
  ['closesoutput', /the engine closed its standard output/],
])('a closed pipe (%s) is noticed before the time limit', async (mode, reason) => {
  const engine = client([mode]);
  expect(failure(await engine.evaluate('conv2d', 'binary32', batch(1, 0))).reason).toMatch(reason);
});

test('in a hurry a request has less than a second left, later ones none, and none of it is a fault', async () => {
  const hurry = new AbortController();
  const engine = client(['hang'], 60_000, { hurry: hurry.signal });
  await engine.hello();
  const running = engine.evaluate('conv2d', 'binary32', batch(2, 1));
  hurry.abort();
  expect(await running).toMatchObject({ kind: 'failed', interrupted: true });
  expect(await engine.evaluate('conv2d', 'binary32', batch(1))).toMatchObject({ kind: 'failed', interrupted: true });
  expect(events).toEqual([]);
});

test('after a stop all requests together have less than a second, however quick each of them is', async () => {
  const stop = new AbortController();
  const engine = client(['well'], 60_000, { stop: stop.signal });
  expect(await engine.evaluate('conv2d', 'binary32', batch(1))).toMatchObject({ kind: 'value' });
  stop.abort();
  let outcome = await engine.evaluate('conv2d', 'binary32', batch(1));
  expect(outcome.kind).toBe('value');
  while (outcome.kind === 'value') outcome = await engine.evaluate('conv2d', 'binary32', batch(1));
  expect(outcome).toMatchObject({ kind: 'failed', interrupted: true });
});

test('after three lost batches in a row the engine is given up, and says why', async () => {
  const engine = client(['exit']);
  for (let round = 0; round < 3; round++) {
    expect(failure(await engine.evaluate('conv2d', 'binary32', batch(1, 0))).culprit).toBe(0);
  }
  expect(events.at(-1)).toMatchObject({ kind: 'failed', final: true });
  const before = engine.statistics.restarts;
  const { reason, culprit } = failure(await engine.evaluate('conv2d', 'binary32', batch(1)));
  expect(reason).toContain('given up after 3 batches in a row without an answer: the process ended with status 3');
  expect(culprit).toBeUndefined();
  expect(engine.statistics.restarts).toBe(before);
});

test('a request interrupted by close is not reported as a loss', async () => {
  const engine = client(['hang']);
  await engine.hello();
  const outcome = engine.evaluate('conv2d', 'binary32', batch(2, 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await engine.close();
  expect(failure(await outcome).reason).toContain('is closed');
  expect(events).toEqual([]);
});

test('declined and failed are answers, after which nothing is restarted', async () => {
  const declining = client(['declines']);
  expect(await declining.evaluate('conv2d', 'binary32', batch(5, 2))).toEqual({
    kind: 'declined',
    reason: 'not on a Monday',
  });
  const failing = client(['fails']);
  expect(await failing.evaluate('conv2d', 'binary32', batch(5, 2))).toEqual({ kind: 'failed', reason: 'out of ink' });
  expect(events).toEqual([]);
});

test.each([
  ['nohello', /ended with status 4/],
  ['protocol', /invalid hello: protocol/],
  ['deephello', /^invalid hello: environment: nested deeper than 20 levels$/],
])('an engine that cannot say hello (%s) blames no case', async (mode, reason) => {
  const engine = client([mode]);
  await expect(engine.hello()).rejects.toThrow(reason);
  const outcome = failure(await engine.evaluate('conv2d', 'binary32', batch(8)));
  expect(outcome.reason).toMatch(reason);
  expect(outcome.culprit).toBeUndefined();
});

test('a program that is not there is a failure, not an exception', async () => {
  const launch = { command: join(folder, 'no-such-program'), words: [], environment: {} };
  const engine = new EngineClient('none', launch, { requestTimeoutMs: 1000, onEvent: () => {} });
  await expect(engine.hello()).rejects.toThrow(/could not be started.*ENOENT/);
  expect(failure(await engine.evaluate('conv2d', 'binary32', batch(1))).reason).toContain('could not be started');
  await engine.close();
});
