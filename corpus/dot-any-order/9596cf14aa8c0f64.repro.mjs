// tfjs-node/depthwise-conv2d 4.22.0: With oneDNN on, one channel, stride and dilation on different axes and outputs one column wide, rows are taken with a wrong stride and the last outputs are memory that nobody wrote.
// The library alone, without lastbit: node corpus/dot-any-order/9596cf14aa8c0f64.repro.mjs (after `npx lastbit engines install tfjs-node`)
import tf from '@tensorflow/tfjs-node';

const image = tf.tensor4d([0,1,0], [1, 3, 1, 1]);
const kernel = tf.tensor4d([1,0], [1, 2, 1, 1]);
const computed = [...tf.depthwiseConv2d(image, kernel, [1, 2], 'same', 'NHWC', [2, 1]).dataSync()];
const exact = [0, 1, 0];
console.log(JSON.stringify({ computed, exact, wrong: exact.some((value, index) => computed[index] !== value) }));
