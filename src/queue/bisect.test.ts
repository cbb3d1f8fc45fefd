import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failingPart, type Stretch } from './bisect.ts';

test('of parts that fail alone one is found, with few questions', async () => {
  const culprits = fc
    .integer({ min: 1, max: 300 })
    .chain((size) => fc.tuple(fc.constant(size), fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 3 })));
  await fc.assert(
    fc.asyncProperty(culprits, fc.nat(50), async ([size, bad], first) => {
      let asked = 0;
      const fails = async ({ from, to }: Stretch): Promise<boolean> => {
        asked += 1;
        return bad.some((part) => part + first >= from && part + first < to);
      };
      const found = await failingPart({ from: first, to: first + size }, fails);
      expect(bad).toContain(found! - first);
      expect(asked).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)));
    }),
    { numRuns: 200 },
  );
});

test('a stretch that fails only as a whole has no culprit', async () => {
  const fails = async ({ from, to }: Stretch): Promise<boolean> => to - from >= 5;
  expect(await failingPart({ from: 0, to: 8 }, fails)).toBeUndefined();
  expect(await failingPart({ from: 7, to: 8 }, fails)).toBe(7);
});
