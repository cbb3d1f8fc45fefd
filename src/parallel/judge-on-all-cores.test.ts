import { expect, test } from 'vitest';
import { arrayOf } from '../arrays/array-of.ts';
import { mapLayout } from '../arrays/error-map.ts';
import { judgeAnswers } from '../arrays/judge-answer.ts';
import { questionOf } from '../arrays/question-of.ts';
import { UsageError } from '../errors/usage-error.ts';
import { temporaryFiles } from '../files/array-files.test-support.ts';
import { npyBytes } from '../files/npy-bytes.test-support.ts';
import { openArray } from '../files/open-array.ts';
import { bfloat16, binary32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { judgeOnAllCores } from './judge-on-all-cores.ts';
import { planJobs } from './judging-job.ts';

const random = testRandom(142);
const write = temporaryFiles();
const numbers = (length: number): number[] => Array.from({ length }, () => random.binary32(-4, 3));

test('two threads give the tallies of none, and hand on the words about a bad file', async () => {
  // A block of 2^18 outputs, which is a job, and a row more.
  const [rows, columns, depth] = [513, 512, 2];
  const [a, b] = [numbers(rows * depth), numbers(depth * columns)];
  const left = openArray(write('.npy', npyBytes({ sizes: [rows, depth], numbers: a })));
  const right = arrayOf(b, [depth, columns], 'float32', 'b');
  const sums = Float64Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let k = 0; k < depth; k++)
      sum = Math.fround(sum + Math.fround(a[row * depth + k]! * b[k * columns + column]!));
    return index % 100_000 === 7 ? sum + 1e4 : sum;
  });
  const answer = { name: 'y', file: arrayOf(sums, [rows, columns], 'float32', 'y') };
  const request = { kind: 'matmul', left, right } as const;
  const models = [
    { name: 'binary32', accumulator: binary32 },
    { name: 'bfloat16 sums', accumulator: bfloat16 },
  ];
  const question = questionOf(request);
  const map = mapLayout([rows, columns], []);
  expect(planJobs(question).jobs.length).toBeGreaterThan(1);
  const shares: number[] = [];
  const judged = await judgeOnAllCores(
    request,
    [answer],
    models.map((model) => ({ answer: 0, model, map })),
    { threads: 2, onProgress: (share) => shares.push(share) },
  );
  expect(judged).toEqual(
    judgeAnswers(
      question,
      models.map((model) => ({ answer, model, map })),
    ),
  );
  expect(judged.map(({ wrong }) => wrong)).toEqual([3, 3]);
  expect([shares.length, shares.at(-1)]).toEqual([planJobs(question).blocks.length, 1]);

  // Beyond 2^53, in a part of the file that no thread has read when the first one begins.
  const large = numbers(rows * depth).map((x) => BigInt(Math.trunc(x)));
  large[rows * depth - 1] = 2n ** 60n;
  const bad = openArray(write('.npy', npyBytes({ type: '<i8', sizes: [rows, depth], numbers: large })));
  const unreadable = judgeOnAllCores({ ...request, left: bad }, [answer], [{ answer: 0, model: models[0]! }], {
    threads: 1,
  });
  await expect(unreadable).rejects.toThrow(UsageError);
  await expect(unreadable).rejects.toThrow(/\[512\]\[1\].*2\^53/);
});
