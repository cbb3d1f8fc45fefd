import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { remoteTensorflow, tensorCalls } from './remote-tensorflow.ts';

const program = fileURLToPath(new URL('./remote-thread.test-support.mjs', import.meta.url));

test('calls are made elsewhere, with their numbers to the bit, and many at once', () => {
  const { tf, backend } = remoteTensorflow(program, ['an adapter']);
  expect(backend).toEqual({ version: '1', adapter: 'an adapter' });
  const [least, negative] = [2 ** -149, Float32Array.of(-0, 3, Number.NEGATIVE_INFINITY)];
  const sum = tf.add(tf.tensor1d(negative, [1] as never), tf.tensor1d(Float32Array.of(-0, least, 1), [1] as never));
  expect([...sum.dataSync()]).toEqual([-0, 3, Number.NEGATIVE_INFINITY]);
  const one = (value: number) => tf.tensor1d(Float32Array.of(value), [2] as never);
  expect(tf.readTogether([one(1), one(least)]).map(([number]) => number)).toEqual([2, 2 * least]);
});

test('what the other side refuses is thrown here, and the next call is answered', () => {
  const { tf } = remoteTensorflow(program, ['an adapter']);
  const refused = (tf as unknown as { refuse(): { dataSync(): unknown } }).refuse();
  expect(() => refused.dataSync()).toThrow('it does not support this');
  expect([...tf.tensor1d(Float32Array.of(5), [1] as never).dataSync()]).toEqual([5]);
});

test('results of a device that is lost are not used', async () => {
  const tf = { tidy: (compute: () => unknown) => compute(), dispose: () => {}, getBackend: () => 'webgl' };
  const zeros = { dataSync: () => Float32Array.of(0) };
  const request = tensorCalls.encodeMessage({ calls: [{ call: 'zeros', words: [] }] }, []);
  const answer = async (isLost: boolean) =>
    tensorCalls.decodeMessage(await tensorCalls.computeCalls({ ...tf, zeros: () => zeros }, request, () => isLost));
  expect((await answer(false)).header).toEqual({ lengths: [1] });
  expect((await answer(true)).header).toEqual({ gone: 'the graphics device was lost' });
});
