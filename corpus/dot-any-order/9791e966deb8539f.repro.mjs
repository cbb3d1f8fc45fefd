// tfjs-webgl/depthwise-conv2d: tfjs 4.22.0 in Chromium adds 1e-15 first and subtracts it at the end.
// conv2d does so too, but only with WEBGL_EXP_CONV, which is off by default.
// LASTBIT_BROWSER names a Chromium. The library alone, after `npx lastbit engines install tfjs-browser`:
// node corpus/dot-any-order/9791e966deb8539f.repro.mjs "$(npx lastbit engines where tfjs-browser)"
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const modules = process.argv[2] ?? 'node_modules';
const require = createRequire(new URL(`file://${modules}/`));
const { chromium } = require('playwright-core');
const executablePath = process.env.LASTBIT_BROWSER ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
const script = (path) => ({ content: readFileSync(`${modules}/@tensorflow/${path}`, 'utf8') });
await page.addScriptTag(script('tfjs-core/dist/tf-core.min.js'));
await page.addScriptTag(script('tfjs-backend-webgl/dist/tf-backend-webgl.min.js'));
const { depthwise, conv } = await page.evaluate(async () => {
  const { tf } = globalThis;
  await tf.setBackend('webgl');
  const one = (number) => tf.tensor4d([number], [1, 1, 1, 1]);
  const depthwise = tf.depthwiseConv2d(one(2 ** -21), one(2 ** -53), 1, 'valid').dataSync()[0];
  tf.env().set('WEBGL_EXP_CONV', true);
  const two = (numbers) => tf.tensor4d(numbers, [1, 2, 1, 1]);
  const conv = tf.conv2d(two([2 ** -21, 0]), tf.tensor4d([2 ** -53, 0], [2, 1, 1, 1]), 1, 'valid').dataSync()[0];
  return { depthwise, conv };
});
await browser.close();
const exact = 2 ** -74;
console.log(JSON.stringify({ computed: depthwise, withExpConv: conv, exact, wrong: depthwise !== exact }));
