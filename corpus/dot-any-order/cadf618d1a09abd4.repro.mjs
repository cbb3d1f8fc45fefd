// tfjs-node/conv2d: TensorFlow 2.21 with oneDNN and AVX-512: an image of more than 1280 channels, not a multiple of
// 16, and a kernel and outputs one column wide; the kernel is 1×1, and a window reads padding. Zeros are multiplied by
// memory that nobody wrote.
// The library alone, without lastbit, after `npx lastbit engines install tfjs-node`:
// NODE_PATH="$(npx lastbit engines where tfjs-node)" node corpus/dot-any-order/cadf618d1a09abd4.repro.mjs
import { createRequire } from 'node:module';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node');

const channels = 1281;
const ones = (...shape) => tf.ones(shape);
const padding = [[0, 0], [0, 1], [0, 0], [0, 0]];
const compute = () =>
  tf.tidy(() => [...tf.conv2d(ones(1, 1, 1, channels), ones(1, 1, channels, 1), 1, padding).dataSync()]);
/** Leaves NaN in memory that the library hands out again. */
const fill = () => tf.tidy(() => [1300, 1400, 1500, 1600].forEach((size) => tf.fill([size], NaN)));

const exact = [channels, 0];
const isWrong = (computed) => exact.some((value, index) => computed[index] !== value);
let computed = compute();
const first = computed;
for (let attempt = 0; attempt < 1000 && !isWrong(computed); attempt++) {
  fill();
  computed = compute();
}
console.log(JSON.stringify({ first, computed, exact, wrong: isWrong(computed) }));
