import { expect, test } from 'vitest';
import { lastbitSubjects } from '../engines/subjects.ts';
import { prepareSubjects } from './prepared-subject.ts';

test('a subject that another process has probed is not probed again, but for another version', async () => {
  const [own] = lastbitSubjects();
  let asked = 0;
  const subject: typeof own = {
    ...own!,
    evaluate: (batch) => {
      asked += 1;
      return own!.evaluate(batch);
    },
  };
  const [probed] = (await prepareSubjects([subject!])).ready;
  const calls = asked;
  expect(calls).toBeGreaterThan(0);
  expect((await prepareSubjects([subject!], [probed!])).ready).toMatchObject([{ flush: probed!.flush }]);
  expect(asked).toBe(calls);
  await prepareSubjects([subject!], [{ ...probed!, version: 'other' }]);
  expect(asked).toBe(2 * calls);
});
