import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Batch } from '../../conv/batch.ts';
import { convShape } from '../../conv/shape-text.ts';
import { python } from '../../python.test-support.ts';
import { EngineClient } from './engine-client.ts';

const fake = fileURLToPath(new URL('./fake-engine.test-support.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lastbit-statistics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The statistics of an engine that was asked about batches of one pixel; a pixel of 666 makes it misbehave. */
async function statisticsOf(words: readonly string[], pixels: readonly number[]) {
  const launch = { command: python, words: ['-S', '-E', fake, ...words], environment: {} };
  const engine = new EngineClient('fake', launch, { requestTimeoutMs: 20_000, onEvent: () => {} });
  for (const pixel of pixels) {
    const images = Float32Array.of(pixel);
    const batch: Batch = { shape: convShape('1x1'), count: 1, images, kernels: Float32Array.of(2) };
    await engine.evaluate('conv2d', 'binary32', batch);
  }
  await engine.close();
  return engine.statistics;
}

test('restarts, retried, lost and declined batches are counted, with the last reason', async () => {
  const usual = { requests: 2, cases: 2, declined: 0, restarts: 0, retried: 0, lost: 0, lastFault: null };
  const [well, twice, lost, declining] = await Promise.all([
    statisticsOf(['well'], [1, 2]),
    statisticsOf(['twice', '666', join(folder, 'twice')], [666, 2]),
    statisticsOf(['exit'], [666, 2]),
    statisticsOf(['declines'], [1, 666]),
  ]);
  expect(well).toMatchObject(usual);
  expect(twice).toMatchObject({
    ...usual,
    restarts: 1,
    retried: 1,
    lastFault: expect.stringMatching(/two answers/),
  });
  expect(lost).toMatchObject({ requests: 1, lost: 1, lastFault: expect.stringMatching(/ended with status 3/) });
  expect(lost.restarts).toBeGreaterThan(0);
  expect(declining).toMatchObject({ ...usual, requests: 1, cases: 1, declined: 1 });
});
