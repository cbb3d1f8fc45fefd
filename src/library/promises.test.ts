import { describe, expect, test } from 'vitest';
import { rowShape } from '../conv/shape.ts';
import { functionSubject, type Implementation } from '../engines/function-subject.ts';
import { describePromises } from './describe-promises.ts';
import { loop, wrongLoops } from './loop.test-support.ts';
import { applicableClaim, applicableClaims, Promises, prepareOne, type TryOptions } from './promises.ts';

describePromises('a plain loop', loop);
describePromises(
  'many cases in one call, of small kernels',
  {
    batch: (images, kernels, shape, count) => {
      const [image, kernel] = [images.length / count, kernels.length / count];
      const answers = Array.from({ length: count }, (_, i) =>
        loop(images.subarray(i * image, (i + 1) * image), kernels.subarray(i * kernel, (i + 1) * kernel), shape),
      );
      return Float32Array.from(answers.flatMap((outputs) => [...outputs]));
    },
  },
  { batches: 10, supports: ({ kernelHeight }) => kernelHeight <= 2, claims: ['dot-any-order', 'dot-exact-grid'] },
);

test('a kernel that answers in one buffer each time is asked again without changing its earlier answer', async () => {
  const buffer = new Float32Array(2);
  const subject = functionSubject('mine', {
    batch: (images, kernels) => {
      buffer[0] = images[0]! * kernels[0]!;
      return buffer.subarray(0, 1);
    },
  });
  const answerTo = async (x: number) => {
    const factors = { images: Float32Array.of(x), kernels: Float32Array.of(3) };
    return subject.evaluate({ shape: rowShape(1), count: 1, ...factors });
  };
  const first = await answerTo(2);
  expect(await answerTo(5)).toMatchObject({ outputs: Float32Array.of(15) });
  expect(first).toMatchObject({ outputs: Float32Array.of(6) });
});

async function told(implementation: Implementation, options: TryOptions = {}, id = 'dot-any-order') {
  const subject = await prepareOne(functionSubject('mine', implementation));
  const promises = new Promises(subject, options);
  const claim = applicableClaim(id, subject);
  const tried = await promises.try(claim);
  const message = tried.details.failed ? await promises.report(claim, tried, 'again') : 'holds';
  return { tried, message };
}

describe('planted bugs', () => {
  test.each([
    ['flipped', wrongLoops.flipped, /the convolution with the kernel flipped/, 4],
    ['one channel lost', wrongLoops['channel-lost'], /the convolution without input channel \d+ of 0…\d+/, 4],
    [
      'last column unwritten',
      wrongLoops.unwritten,
      /likely .*the last column, \d+ of 0…\d+\n.*likely .*every wrong output is 0/,
      30,
    ],
  ] as const)('%s: minimised, and named', async (_, implementation, fault, most) => {
    const { message, tried } = await told(implementation);
    expect(message).toMatch(fault);
    expect(message).toMatch(/^VIOLATED {2}dot-any-order by mine\/conv2d/);
    expect(message).toContain(`fast-check seed 20180126, path "${tried.details.counterexamplePath}"`);
    const { batch } = tried.violation!.last;
    expect(batch.count).toBe(1);
    expect(batch.images.length + batch.kernels.length).toBeLessThanOrEqual(most);
  });

  test('seed and path show the minimised case at once', async () => {
    const first = (await told(wrongLoops.flipped, { seed: 7 })).tried;
    const path = first.details.counterexamplePath!;
    const again = (await told(wrongLoops.flipped, { seed: 7, path })).tried;
    expect(again.violation!.met.batch).toEqual(first.violation!.last.batch);
  });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('out of memory');
    },
    'mine/conv2d failed: out of memory',
  ],
  ['too short', () => new Float32Array(1), 'mine/conv2d failed: it gave 1 numbers where the output has'],
  [
    'too short, of many',
    { batch: () => new Float32Array(1) },
    'mine/conv2d failed: it gave 1 numbers in binary32, not',
  ],
  ['no array', () => [1] as unknown as Float32Array, 'mine/conv2d failed: it gave a object, not a Float32Array'],
] as const)('an implementation that %s fails', async (_, implementation, message) => {
  expect((await told(implementation as Implementation)).message).toContain(message);
});

test('what it does not support is not judged, and a function may write over its arguments', async () => {
  const { tried } = await told((image, kernel, shape) => (shape.height > 3 ? undefined : loop(image, kernel, shape)));
  expect(tried.outputs).toBeGreaterThan(0);
  expect(tried.outputs).toBeLessThan((await told(loop)).tried.outputs);
  const writes: Implementation = (image, kernel, shape) => {
    const out = loop(image, kernel, shape);
    image.fill(0);
    return out;
  };
  expect((await told(writes, { batches: 5 })).message).toBe('holds');
});

test('what supports nothing is told, and not looked for without an end', async () => {
  const subject = await prepareOne(functionSubject('mine', loop));
  const promises = new Promises(subject, { supports: () => false });
  const tried = promises.try(applicableClaim('dot-any-order', subject));
  await expect(tried).rejects.toThrow('supports: none of 10000 shapes in a row');
});

test('an unknown order has seven proven claims; others say nothing of it, in one line', async () => {
  const subject = await prepareOne(functionSubject('mine', loop));
  expect(applicableClaims(subject).map(({ id }) => id)).toEqual(
    ['any-order', 'underflow', 'no-overflow', 'overflow', 'zero-sign', 'exact-grid', 'non-finite'].map(
      (id) => `dot-${id}`,
    ),
  );
  expect(() => applicableClaim('dot-kahan', subject)).toThrow(
    'claim "dot-kahan" does not apply to mine/conv2d; did you',
  );
  expect(() => functionSubject('my kernel', loop)).toThrow('name "my kernel": not letters, digits and . _ -');
});

test('the relations that hold for every order follow from the claims', async () => {
  const withoutZeros: Implementation = (...question) => loop(...question).map((value) => value || 2 ** -149);
  const withoutNaN: Implementation = (...question) =>
    loop(...question).map((value) => (Number.isNaN(value) ? 0 : value));
  expect((await told(withoutZeros)).message).toMatch(/^VIOLATED[\s\S]*\n {2}computed +1\.4012984643248170709…e-45/);
  expect((await told(withoutNaN, {}, 'dot-non-finite')).message).toMatch(/^VIOLATED[\s\S]*\n {2}must be +NaN/);
});
