import { expect, test } from 'vitest';
import { batchOf } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import { Answers } from './answers.ts';
import { oddEngine } from './odd-engine.test-support.ts';
import { otherAnswers } from './other-answers.ts';
import { prepareSubjects } from './prepared-subject.ts';

test('faults of conv2d are guessed only of operations that sum the same products', async () => {
  const batch = batchOf([
    { shape: convShape('1x3*1x2'), image: Float32Array.of(1, 2, 4), kernel: Float32Array.of(8, 64) },
    { shape: convShape('1x3*1x2'), image: Float32Array.of(1, 2, 4), kernel: Float32Array.of(8, 64) },
  ]);
  const flipped = oddEngine('flipped', (left, right) => left[0]! * right[1]! + left[1]! * right[0]!);
  const guessed = async (operation: 'conv2d' | 'sum'): Promise<unknown> => {
    const { ready } = await prepareSubjects([{ ...flipped, operation }]);
    return otherAnswers(ready[0]!, batch, 1, new Answers());
  };
  expect(await guessed('conv2d')).toEqual([expect.stringMatching(/flipped/)]);
  expect(await guessed('sum')).toBeUndefined();
});
