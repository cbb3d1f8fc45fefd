// tfjs 4.22.0 in Chromium, without lastbit: depthwiseConv2d of WebGL adds 1e-15 first and subtracts it at the end.
// Give the folder of node_modules with playwright-core and the packages of tfjs; LASTBIT_BROWSER names a Chromium.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = process.argv[2] ?? process.cwd();
const require = createRequire(`${folder}/package.json`);
const { chromium } = require('playwright-core');
const executablePath = process.env.LASTBIT_BROWSER ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
const script = (path) => ({ content: readFileSync(`${folder}/node_modules/@tensorflow/${path}`, 'utf8') });
await page.addScriptTag(script('tfjs-core/dist/tf-core.min.js'));
await page.addScriptTag(script('tfjs-backend-webgl/dist/tf-backend-webgl.min.js'));
const results = await page.evaluate(async () => {
  const { tf } = globalThis;
  await tf.setBackend('webgl');
  const compute = (pixel) => [
    ...tf.depthwiseConv2d(tf.tensor4d([pixel], [1, 1, 1, 1]), tf.tensor4d([1], [1, 1, 1, 1]), 1, 'valid').dataSync(),
  ];
  return [1e-25, 1e-20, 1e-9, 1].map((pixel) => [pixel, ...compute(pixel)]);
});
await browser.close();
for (const [pixel, output] of results) console.log(`${pixel} · 1 = ${output}`);
