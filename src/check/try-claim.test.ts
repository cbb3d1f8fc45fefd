import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loops, mutantEngine, sequentialSum } from '../bench/mutants/mutant.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { batches } from '../inputs/batches.ts';
import { Answers } from './answers.ts';
import { checkOutputs } from './check-outputs.ts';
import { KnownDefects } from './known-defects.ts';
import { prepareSubjects } from './prepared-subject.ts';
import { tryClaim } from './try-claim.ts';

test('shrinking ends after so many evaluations, not after some time, and tells that it was cut', async () => {
  const doubled = loops({ sum: (left, right, from, n) => 2 * sequentialSum(left, right, from, n) });
  const { ready } = await prepareSubjects([mutantEngine('doubled', doubled)]);
  const tried = async (evaluations?: number) => {
    const answers = new Answers();
    let asked = 0;
    const trial = { runs: 20, seed: 3, answers, defects: new KnownDefects([]) };
    const result = await tryClaim(
      dotAnyOrder,
      ready[0]!,
      { ...trial, ...(evaluations === undefined ? {} : { evaluations }) },
      (claim, subject, take) =>
        fc.asyncProperty(batches(), async (batch) => {
          asked++;
          take(batch, await checkOutputs(claim, subject, batch, answers));
        }),
    );
    const { images, kernels } = result.violation!.last.batch;
    return { isCut: result.isCut, asked, size: images.length + kernels.length, failed: result.details.failed };
  };
  const whole = await tried();
  expect(whole).toMatchObject({ isCut: false, size: 2, failed: true });
  const cut = await tried(2);
  expect(cut).toMatchObject({ isCut: true, failed: true });
  expect(cut.asked).toBeLessThan(whole.asked);
  expect(await tried(2)).toEqual(cut);
});
