import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimsNamed } from '../claims/all-claims.ts';
import { type Batch, batchOf } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import { loadCorpus } from '../corpus/store.ts';
import { EngineFault } from '../engines/process/engine-fault.ts';
import { EngineProcess, type Question } from '../engines/process/engine-process.ts';
import { Hangs } from '../engines/process/hangs.ts';
import type { Frame } from '../engines/protocol/frame.ts';
import { openRegistry } from '../engines/registry.ts';
import { runCampaign } from './campaign.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-hanging-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The limits for which an engine was waited for in vain, in ms. */
const waits: number[] = [];
/** How often its process ended. */
let ends = 0;
const limitMs = 300;

/** Sums the products of one window; the time limit is over at once where an image is 666. */
async function answer({ header, payload, limit }: Question): Promise<Frame> {
  const { type, id, count } = header as { type: string; id: number; count: number };
  const operations = [{ name: 'conv2d', formats: ['binary32'] }];
  const hello = { type, id, protocol: 2, engine: 'mine', version: '1', operations, environment: {} };
  if (type === 'hello') return { header: hello, payload: new Uint8Array(0) };
  const [images, kernels] = payload.map((bytes) => new Float32Array(new Uint8Array(bytes).buffer));
  if (images!.includes(666)) {
    waits.push(limit.ms);
    throw new EngineFault('hung', 'no answer within the limit', '');
  }
  if (images!.includes(13)) {
    ends += 1;
    throw new EngineFault('ended', 'the process ended by SIGSEGV', '');
  }
  const outputs = new Float32Array(count);
  images!.forEach((pixel, i) => {
    outputs[Math.floor((i * count) / images!.length)]! += pixel * kernels![i]!;
  });
  return { header: { type: 'value', id, format: 'binary32', count }, payload: new Uint8Array(outputs.buffer) };
}

/** The process of the engine only waits; the test answers in its place. */
const { prototype } = EngineProcess;
beforeEach(() => {
  vi.spyOn(prototype, 'request').mockImplementation(answer);
  vi.spyOn(prototype, 'drain').mockResolvedValue(undefined);
  vi.spyOn(prototype, 'close').mockImplementation(function close(this: EngineProcess) {
    return this.kill();
  });
});
afterEach(() => vi.restoreAllMocks());

/** Batches of four cases of which one makes the engine hang. */
const bad = [1, 666, 2, 3].map((pixel) => ({
  shape: convShape('1x1'),
  ...{ image: Float32Array.of(pixel), kernel: Float32Array.of(2) },
}));
const batch: Batch = { ...batchOf(bad), distribution: 'given' };

/** A run over the engine, as of a new `verify`, and how often a whole limit passed in it. */
async function run() {
  waits.length = 0;
  const registry = await openRegistry({ engines: [], userEngines: { mine: 'sleep 1000' }, requestTimeoutMs: limitMs });
  const known = loadCorpus(folder).entries.map(({ entry }) => entry);
  const options = { subjects: registry.subjects, known, corpus: folder, cases: 8, arithmetic: false };
  const result = await runCampaign({
    ...{ ...options, claims: claimsNamed(['dot-any-order']), source: { seed: 1, batch: () => batch } },
  });
  await registry.close();
  return { result, waited: waits.filter((ms) => ms === limitMs).length };
}

test('an engine that hangs is waited for twice in a run, also in one with a kept hang', async () => {
  const first = await run();
  expect(first.waited).toBe(2);
  expect(loadCorpus(folder).entries).toMatchObject([{ entry: { flags: ['no-answer'] } }]);
  const again = await run();
  expect(again.waited).toBe(2);
  expect(again.result.saved).toMatchObject([{ state: 'still-fails' }]);
  expect(again.result.rows).toMatchObject([{ verdict: 'failed' }]);
});

test.each([
  ['hangs', 666, 2, 0],
  ['crashes', 13, 0, 2],
] as const)('in each range one that %s is asked anew, unless it hung', async (_, pixel, waited, endsAtLeast) => {
  [waits.length, ends] = [0, 0];
  const registry = await openRegistry({ engines: [], userEngines: { mine: 'sleep 1000' }, requestTimeoutMs: limitMs });
  const input = { shape: convShape('1x1'), image: Float32Array.of(pixel), kernel: Float32Array.of(2) };
  const source = { seed: 1, batch: () => ({ ...batchOf([input]), distribution: 'given' }) };
  const run = async (cases: number) => {
    const options = { subjects: registry.subjects, claims: claimsNamed(['dot-any-order']), arithmetic: false };
    const { rows } = await runCampaign({ ...options, source, cases, renew: registry.renew });
    return rows[0];
  };
  const one = await run(32);
  const endsOfOne = ends;
  const two = await run(64);
  await registry.close();
  expect([one?.failures, two?.failures]).toEqual([3, 6]);
  expect(waits.filter((ms) => ms === limitMs)).toHaveLength(waited);
  expect(ends).toBeGreaterThanOrEqual(endsAtLeast * endsOfOne);
  expect(/given up/.test(two?.because ?? '')).toBe(pixel === 666);
});

test('each wait says what follows it', () => {
  const hangs = new Hangs();
  expect([hangs.whatFollows, hangs.aside().whatFollows]).toEqual([
    'then it is asked once more',
    'then this case is not tried again',
  ]);
  hangs.aside().add();
  expect([hangs.whatFollows, hangs.mayWait, hangs.isOver]).toEqual(['then it is given up', true, false]);
  hangs.add();
  expect([hangs.mayWait, hangs.isOver]).toEqual([false, true]);
});
