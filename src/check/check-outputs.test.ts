import { expect, test } from 'vitest';
import { loops, mutantEngine, sequentialSum } from '../bench/mutants/mutant.ts';
import { differenceAnyOrder } from '../claims/error-bounds/any-order.ts';
import { batchOf } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { Answers } from './answers.ts';
import { checkPairs, isVerdicts } from './check-outputs.ts';
import { prepareSubjects } from './prepared-subject.ts';

test('of two subjects that differ by more than both bounds, only the wrong one violates the pair claim', async () => {
  const doubled = loops({ sum: (left, right, from, n) => 2 * sequentialSum(left, right, from, n) });
  const { ready } = await prepareSubjects([
    mutantEngine('right', loops({})),
    mutantEngine('right-too', loops({})),
    mutantEngine('doubled', doubled),
  ]);
  const input = { shape: rowShape(2), image: Float32Array.of(1, 2), kernel: Float32Array.of(3, 4) };
  const [batch, answers] = [batchOf([input]), new Answers()];
  const violations = await Promise.all(
    ready.map(async (subject) => {
      const checked = await checkPairs(differenceAnyOrder, subject, ready, batch, answers);
      return isVerdicts(checked) ? checked.violations.map(({ computed }) => computed) : checked;
    }),
  );
  expect(violations).toEqual([[], [], [22]]);
});
