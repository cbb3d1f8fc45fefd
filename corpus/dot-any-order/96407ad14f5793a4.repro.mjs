// tfjs-wasm/depthwise-conv2d 4.22.0: With padding "same" every output is 0 where the windows do not reach over all columns of the image (the last columns have no window), unless the kernel is 1×1: the WebAssembly backend computes nothing and says nothing.
// The library alone, without lastbit: node corpus/dot-any-order/96407ad14f5793a4.repro.mjs
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const { resolve } = createRequire(import.meta.url);
setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep);
await tf.setBackend('wasm');
await tf.ready();

const image = tf.tensor4d([1,0], [1, 1, 2, 1]);
const kernel = tf.tensor4d([1,0], [2, 1, 1, 1]);
const computed = [...tf.depthwiseConv2d(image, kernel, [1, 2], 'same', 'NHWC', [1, 1]).dataSync()];
const exact = [1];
console.log(JSON.stringify({ computed, exact, wrong: exact.some((value, index) => computed[index] !== value) }));
