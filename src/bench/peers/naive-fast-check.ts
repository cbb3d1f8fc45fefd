import { createInterface } from 'node:readline';
import type * as tfjs from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { requireTfjsNode } from '../../engines/hosts/require-tfjs-node.ts';

/**
 * The pair property as one writes it first: fast-check draws one image and one kernel at a time, and tfjs-node computes
 * one convolution, and one multiply and sum, for each. It is a program of its own, so that its library has a process of
 * its own. For the cost of a call, it also makes the same `mul` and `sum` as single calls without a property.
 *
 * Protocol: as in pair_property.py. A line of input has the kind of work and a number of seconds.
 */
const [, , seedText, packageFolder = ''] = process.argv;
const tf = requireTfjsNode<typeof tfjs & { version: Record<string, string> }>(packageFolder);

const terms = 25;
let seed = Number(seedText);
const element = fc.float({ min: -1, max: 1, noNaN: true });
const tensor = fc.array(element, { minLength: terms, maxLength: terms });

function convolution(x: readonly number[], y: readonly number[]): number {
  const image = tf.tensor4d([...x], [1, 5, 5, 1]);
  const kernel = tf.tensor4d([...y], [5, 5, 1, 1]);
  return tf.conv2d(image, kernel, 1, 'valid').dataSync()[0] as number;
}

function multiplySum(x: tfjs.TypedArray, y: tfjs.TypedArray): number {
  return tf.sum(tf.mul(tf.tensor2d(x, [5, 5]), tf.tensor2d(y, [5, 5]))).dataSync()[0] as number;
}

/**
 * n roundings, and n products and sums below 2^-126: TensorFlow flushes them to zero if the processor has a mode for
 * it.
 */
function isWithinBound(x: readonly number[], y: readonly number[], computed: number): boolean {
  let [sum, errors, absolute] = [0, 0, 0];
  for (let i = 0; i < terms; i++) {
    const product = (x[i] as number) * (y[i] as number);
    const next = sum + product;
    const virtual = next - sum;
    errors += sum - (next - virtual) + (product - virtual);
    sum = next;
    absolute += Math.abs(product);
  }
  return Math.abs(computed - (sum + errors)) <= terms * 2 ** -24 * absolute * (1 + 2 ** -40) + terms * 2 ** -125;
}

const holds = (x: number[], y: number[]): boolean =>
  tf.tidy(
    () =>
      isWithinBound(x, y, convolution(x, y)) &&
      isWithinBound(x, y, multiplySum(Float32Array.from(x), Float32Array.from(y))),
  );

function propertyRound(seconds: number): { cases: number; violations: number } {
  let [cases, violations] = [0, 0];
  const numRuns = 200;
  for (const start = processorSeconds(); processorSeconds() - start < seconds; cases += numRuns) {
    const details = fc.check(fc.property(tensor, tensor, holds), { seed: seed++, numRuns });
    if (details.failed) violations++;
  }
  return { cases, violations };
}

const [left, right] = [Float32Array.from({ length: terms }, Math.sin), Float32Array.from({ length: terms }, Math.cos)];

function singleCalls(seconds: number): { cases: number; violations: number } {
  let cases = 0;
  for (const start = processorSeconds(); processorSeconds() - start < seconds; cases += 100) {
    for (let i = 0; i < 100; i++) tf.tidy(() => multiplySum(left, right));
  }
  return { cases, violations: 0 };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const write = (record: object): void => void process.stdout.write(`${JSON.stringify(record)}\n`);
await tf.ready();
const library = (tf.backend() as unknown as { binding: { TF_Version: string } }).binding.TF_Version;
const packages = { 'tfjs-node': tf.version['tfjs-node'], tensorflow: library, 'fast-check': fc.__version };
write({ versions: packages });
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, seconds] = line.split(' ');
  const start = processorSeconds();
  const work = kind === 'single' ? singleCalls : propertyRound;
  write({ ...work(Number(seconds)), processorSeconds: processorSeconds() - start });
}
