import { expect, test } from 'vitest';
import { oddEngine } from '../check/odd-engine.test-support.ts';
import { prepareSubjects } from '../check/prepared-subject.ts';
import { batchOf } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import type { Subject } from '../engines/engine.ts';
import { entryOfNoAnswer, type Failed } from './no-answer.ts';

/** An engine that ends at a pixel above 4, and how often it was asked aside. */
function ending(): { readonly subject: Subject; asked: number } {
  const engine = oddEngine('ends', (left, right) => left.reduce((sum, pixel, term) => sum + pixel * right[term]!, 0));
  const counted = {
    asked: 0,
    subject: {
      ...engine,
      aside: async (batch) => {
        counted.asked++;
        return batch.images.some((pixel) => pixel > 4) ? ended : engine.evaluate(batch);
      },
    } satisfies Subject as Subject,
  };
  return counted;
}

const ended: Failed = { kind: 'failed', reason: 'the process ended with status 3', culprit: 0 };
const batch = batchOf([
  { shape: convShape('2x3'), image: Float32Array.of(1, 2, 9, 3, 4, 1), kernel: new Float32Array(6).fill(1) },
]);
const origin = { seed: 1, batch: 0, distribution: 'given', shape: '2×3' };

test('what ends an engine is shrunk, by few processes', async () => {
  const engine = ending();
  const { ready } = await prepareSubjects([engine.subject]);
  const found = await entryOfNoAnswer(ready[0]!, batch, ended, origin);
  expect(found!.entry).toMatchObject({ flags: ['no-answer'], image: [expect.anything()] });
  expect(engine.asked).toBeGreaterThan(0);
});

test('a hang is kept as it was found, and not asked again', async () => {
  const engine = ending();
  const { ready } = await prepareSubjects([engine.subject]);
  const found = await entryOfNoAnswer(ready[0]!, batch, { ...ended, hung: true }, origin);
  expect(found).toMatchObject({
    minimal: false,
    entry: { flags: ['no-answer'], note: expect.stringContaining('hang') },
  });
  expect(engine.asked).toBe(0);
});
