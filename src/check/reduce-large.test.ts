import { expect, test } from 'vitest';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { batchOf, type Case, caseAt } from '../conv/batch.ts';
import { imageSize, kernelSize, type Operation } from '../conv/shape.ts';
import { convShape, shapeKey } from '../conv/shape-text.ts';
import { findInCases } from './counterexample.ts';
import { forwards as loop, oddEngine } from './odd-engine.test-support.ts';
import { prepareSubjects } from './prepared-subject.ts';
import { reduceLarge } from './reduce-large.ts';

/** Reduces a case with 7 as its last pixel, on an engine that is wrong where `isWrong` says. */
async function reduce(
  text: string,
  isWrong: (left: Float32Array, row: number) => boolean,
  operation: Operation = 'conv2d',
) {
  const asked: string[] = [];
  const engine = oddEngine(
    'large',
    (left, right, { batch }) => (isWrong(left, batch.shape.kernelWidth) ? 2 : 1) * loop(left, right),
    (batch) => {
      asked.push(shapeKey(batch.shape));
      return batch;
    },
    operation,
  );
  const { ready } = await prepareSubjects([engine]);
  const shape = convShape(text);
  const image = new Float32Array(imageSize(shape)).fill(1);
  image[image.length - 1] = 7;
  const input: Case = { shape, image, kernel: new Float32Array(kernelSize(shape)).fill(0.5) };
  const wanted = { claim: dotAnyOrder, subject: ready[0]! };
  const [found] = await findInCases(wanted, batchOf([input]), {});
  asked.length = 0;
  const { reduced, tried } = await reduceLarge(found!, {}, { evaluations: 300 });
  return { input: caseAt(reduced.batch, 0), tried, asked };
}

test('the window of the failing output is tried first', async () => {
  const { asked, input } = await reduce('20x20x4*3x3x4', () => true);
  expect(asked[0]).toBe(shapeKey(convShape('3x3x4*3x3')));
  expect(imageSize(input.shape)).toBe(1);
});

test('the window of a grouped convolution has the channels of its group', async () => {
  const { asked, input } = await reduce('20x20x4*3x3x4/2', (left) => left.includes(7), 'grouped-conv2d');
  expect(asked[0]).toBe(shapeKey(convShape('3x3x2*3x3')));
  expect([...input.image]).toEqual([7]);
});

test('either half of an axis is kept, so that a fault at the end is reached in few steps', async () => {
  const { input, tried } = await reduce('1x64*1x64', (left) => left.includes(7));
  expect([...input.image]).toEqual([7]);
  expect(tried).toBeLessThan(40);
});
