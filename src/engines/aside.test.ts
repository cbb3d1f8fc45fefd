import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import { AsideClient } from './aside.ts';
import { EngineClient } from './process/engine-client.ts';

const fake = fileURLToPath(new URL('./process/fake-engine.test-support.mjs', import.meta.url));
const one = (pixel: number): Batch => ({
  ...{ shape: convShape('1x1'), count: 1, images: Float32Array.of(pixel), kernels: Float32Array.of(2) },
});

/** Asks an engine that misbehaves at 666, in a mode, and counts its clients. */
async function ask(mode: string, limitMs: number, pixels: readonly number[]) {
  let opened = 0;
  const launch = { command: process.execPath, words: [fake, mode], environment: {} };
  const aside = new AsideClient(() => {
    opened++;
    return new EngineClient('fake', launch, { requestTimeoutMs: limitMs, onEvent: () => {} });
  });
  const outcomes = [];
  for (const pixel of pixels) outcomes.push(await aside.evaluate('conv2d', 'binary32', one(pixel)));
  await aside.close();
  return { opened, outcomes };
}

test('an engine that crashes again and again is never given up aside', async () => {
  const { opened, outcomes } = await ask('exit', 20_000, [666, 666, 666, 666, 1]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed', 'failed', 'value']);
  expect(outcomes[3]).toMatchObject({ culprit: 0, reason: 'the process ended with status 3' });
  expect(opened).toBe(5);
}, 60_000);

test('an engine that hangs aside is not waited for again', async () => {
  const { opened, outcomes } = await ask('hang', 300, [666, 666, 1]);
  expect(outcomes[0]).toMatchObject({ kind: 'failed', culprit: 0, hung: true });
  expect(outcomes.slice(1)).toEqual([outcomes[0], outcomes[0]]);
  expect(opened).toBe(1);
}, 60_000);
