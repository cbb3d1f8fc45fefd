import { expect, test } from 'vitest';
import type { Batch } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import { AsideClient } from './aside.ts';
import type { Outcome } from './engine.ts';

const one = (pixel: number): Batch => ({
  ...{ shape: convShape('1x1'), count: 1, images: Float32Array.of(pixel), kernels: Float32Array.of(2) },
});
const right: Outcome = { kind: 'value', format: 'binary32', outputs: Float32Array.of(2) };
const crashed: Outcome = { kind: 'failed', reason: 'the process ended with status 3', culprit: 0 };
const hung: Outcome = { kind: 'failed', reason: 'no answer within 30 s', culprit: 0, hung: true };

/** Asks clients that answer so at 666, and counts what is done to them. */
async function ask(misdeed: Outcome, pixels: readonly number[]) {
  const done = { opened: 0, asked: 0, closed: 0 };
  const aside = new AsideClient(() => {
    done.opened++;
    return {
      evaluate: async (_operation, _format, { images }) => {
        done.asked++;
        return images[0] === 666 ? misdeed : right;
      },
      close: async () => void done.closed++,
    };
  });
  const outcomes = [];
  for (const pixel of pixels) outcomes.push(await aside.evaluate('conv2d', 'binary32', one(pixel)));
  await aside.close();
  const late = await aside.evaluate('conv2d', 'binary32', one(1));
  return { ...done, outcomes, late };
}

/** A client gives its engine up after three lost batches, so none is asked again after one. */
test('an engine that crashes again and again is never given up aside', async () => {
  const { outcomes, late, ...done } = await ask(crashed, [1, 666, 666, 666, 666, 1]);
  expect(outcomes).toEqual([right, crashed, crashed, crashed, crashed, right]);
  expect(done).toEqual({ opened: 5, asked: 6, closed: 5 });
  expect(late).toMatchObject({ kind: 'failed', interrupted: true });
});

test('an engine that hangs aside is not waited for again', async () => {
  const { outcomes, late, ...done } = await ask(hung, [666, 666, 1]);
  expect(outcomes).toEqual([hung, hung, hung]);
  expect(done).toEqual({ opened: 1, asked: 1, closed: 1 });
  expect(late).toMatchObject({ kind: 'failed', interrupted: true });
});
