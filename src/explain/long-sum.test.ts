import { expect, test } from 'vitest';
import { rowShape } from '../conv/shape.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { bitsIn } from '../float/number-bits.ts';
import { testRandom } from '../float/random.test-support.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { analysisLines } from '../text/explanation-analysis.ts';
import { explain } from './explain.ts';
import { seedRequest } from './seed-case.ts';

const own = lastbitSubjects();

function requestOf(n: number) {
  const random = testRandom(n);
  const image = Float32Array.from({ length: n }, () => random.binary32(-3, 3));
  const kernel = new Float32Array(n).fill(1);
  return { ...seedRequest, observed: [], case: { shape: rowShape(n), image, kernel }, randomCases: 1 };
}

test('every algorithm has the bits of the plain code for a long sum', async () => {
  const n = 2 ** 14 + 3;
  const request = { ...requestOf(n), randomTrees: 1, valuesOnly: true };
  const { results } = (await explain(request, own)).output;
  const { image, kernel } = request.case;
  for (const algorithm of algorithms) {
    const out = algorithm.format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    algorithm.evaluate(image, kernel, n, 1, out);
    const row = results.find(({ subject }) => subject === subjectId(algorithm))!;
    expect(row.bits, row.subject).toBe(bitsIn(out[0]!, algorithm.format));
  }
});

test('above 2^20 terms no random orders are tried, recipes are tried on shorter sums, and both are said', async () => {
  const sequential = own.filter(({ id }) => id === 'lastbit/sequential');
  const explanation = await explain(requestOf(2 ** 20 + 1), sequential);
  const { output } = explanation;
  expect(output.reachable).toBeNull();
  expect(output.recipes.map(({ terms, tried }) => [terms, tried])).toContainEqual([2 ** 20, 1]);
  expect(output.results[0]!.explainedBy).toContainEqual({ algorithm: 'lastbit/sequential', agreed: 1, tried: 1 });
  const text = analysisLines(explanation).join('\n');
  expect(text).toContain('no random orders were tried of 1,048,577 terms');
  expect(text).toContain('on random cases of 1,048,576 terms');
});
