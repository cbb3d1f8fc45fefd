// tfjs-node/conv3d: TensorFlow 2.21.0 with oneDNN applies the stride to the right downwards, where a volume has one channel and outputs one column wide.
// The library alone, without lastbit, after `npx lastbit engines install tfjs-node`:
// NODE_PATH="$(npx lastbit engines where tfjs-node)" node corpus/dot-any-order/77e1825710a67bcd.repro.mjs
import { createRequire } from 'node:module';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node');

const volume = tf.tensor5d([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 5, 3, 1]);
const kernel = tf.tensor5d([1, 0, 0, 0, 0, 0, 0, 0, 0], [1, 3, 3, 1, 1]);
const computed = [...tf.conv3d(volume, kernel, [1, 1, 2], 'valid').dataSync()];
const exact = [0, 1, 0];
console.log(JSON.stringify({ computed, exact, wrong: exact.some((value, index) => computed[index] !== value) }));
