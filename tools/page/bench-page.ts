import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openCase, openPageUnderTest } from '../../site/page/open-page.test-support.ts';
import { randomOf } from '../../src/inputs/random.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { npyOf } from '../../src/link/npy-of.ts';
import { pageFiles } from './build-page.ts';

/** `npm run bench -- page`: what the page weighs, when it paints, and how long an explanation takes in Chromium. */
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);

print('file                bytes        gzip      brotli');
const totals = [0, 0, 0];
for (const [name, content] of await pageFiles()) {
  const sizes = [
    Buffer.byteLength(content),
    gzipSync(content, { level: 9 }).length,
    brotliCompressSync(content).length,
  ];
  print(`${name.padEnd(14)}${sizes.map(kB).join(' ')}`);
  if (name !== 'engines.js' && name !== 'cases.html') for (const [at, size] of sizes.entries()) totals[at]! += size;
}
print(`${'without engines'.padEnd(14)}${totals.map(kB).join(' ').slice(1)}`);

const numbers = (length: number): Float32Array => {
  const random = randomOf(2018, `bench page ${length}`);
  const words = new Int32Array(length);
  random.fill(words);
  return Float32Array.from(words, (word) => word * 2 ** -31);
};
const dot = (length: number): LinkedCase => ({
  ...{ command: 'explain', operation: 'dot', arrays: ['a.npy', 'b.npy'], options: { observed: ['mine=1'] } },
  files: [
    { name: 'a.npy', content: npyOf(numbers(length), 'binary32') },
    { name: 'b.npy', content: npyOf(numbers(length + 1).subarray(1), 'binary32') },
  ],
});
const sum: LinkedCase = {
  ...{ command: 'explain', operation: 'sum', arrays: ['x.npy'], options: { observed: ['mine=1'] } },
  files: [{ name: 'x.npy', content: npyOf(numbers(1000), 'binary32') }],
};
const example: LinkedCase = { command: 'explain', operation: 'conv', arrays: [], options: {}, files: [] };

const under = await openPageUnderTest();
if (under !== undefined) {
  print('\nin Chromium, medians of 5    first paint   first answer   whole answer');
  const cases = [
    ['5×5, the example', example],
    ['3×3×64', dot(576)],
    ['sum of 1,000', sum],
  ] as const;
  for (const [name, asked] of cases) {
    const rounds: number[][] = [];
    for (let round = 0; round < 5; round++) {
      const { page } = await openCase(under, asked);
      await page.locator('[data-done] #share').waitFor();
      rounds.push(
        (await page.evaluate(`[
          performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
          ...['first', 'whole'].map((name) => performance.getEntriesByName(name).at(-1).detail),
        ]`)) as number[],
      );
      await page.close();
    }
    const medians = [0, 1, 2].map((at) => rounds.map((one) => one[at]!).sort((a, b) => a - b)[2]!);
    print(`${name.padEnd(26)}${medians.map((ms) => `${ms.toFixed(0)} ms`.padStart(15)).join('')}`);
  }
  print('First paint is from the start of loading; answers are the times that the worker takes.');
  await under.close();
}
