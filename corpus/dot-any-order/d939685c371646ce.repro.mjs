// tfjs-node/conv2d: TensorFlow 2.21.0 with oneDNN: in a batch of two or more images of one channel, with outputs one column wide, the stride to the right is applied downwards, and the last outputs are memory that nobody wrote.
// The library alone, without lastbit, after `npx lastbit engines install tfjs-node`:
// NODE_PATH="$(npx lastbit engines where tfjs-node)" node corpus/dot-any-order/d939685c371646ce.repro.mjs
import { createRequire } from 'node:module';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node');

const image = tf.tensor4d([0, 1, 0, 0, 0, 0], [2, 3, 1, 1]);
const kernel = tf.tensor4d([1, 0], [1, 2, 1, 1]);
const computed = [...tf.conv2d(image, kernel, [1, 2], 'same').dataSync()];
const exact = [0, 1, 0, 0, 0, 0];
console.log(JSON.stringify({ computed, exact, wrong: exact.some((value, index) => computed[index] !== value) }));
