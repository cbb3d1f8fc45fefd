// tfjs-wasm/conv2d 4.22.0: A kernel of 1×1 from one channel to one, without stride and padding, gives −Infinity where the result is NaN: a NaN, or ∞ times 0, is lost.
// The library alone, without lastbit: node corpus/nan-reaches-its-windows/3a9820db98006233.repro.mjs
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const { resolve } = createRequire(import.meta.url);
setWasmPaths(dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep);
await tf.setBackend('wasm');
await tf.ready();

const image = tf.tensor4d([Number.NaN], [1, 1, 1, 1]);
const kernel = tf.tensor4d([0], [1, 1, 1, 1]);
const computed = [...tf.conv2d(image, kernel, [1, 1], 'valid', 'NHWC', [1, 1]).dataSync()];
console.log(JSON.stringify({ computed: computed.map(String), exact: ['NaN'], wrong: !Number.isNaN(computed[0]) }));
