import { outputSize } from '../conv/output-shape.ts';
import { type ConvShape, usualOperation } from '../conv/shape.ts';
import { planOutputs, planTerms, productCount } from '../conv/terms.ts';
import type { Rng } from './random.ts';

/** The bit patterns of numbers, in their own memory. */
export function wordsOf(numbers: Float32Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
}

const least = -300;
const table: Float64Array = Float64Array.from({ length: 601 }, (_, i) => 2 ** (least + i));

/**
 * 2^exponent for whole exponents from −300 to 300, from a table: `2 ** exponent` would take longer than everything else
 * about a term.
 */
export function powerOfTwo(exponent: number): number {
  return table[exponent - least]!;
}

/** Triangular on (−scale, scale), rounded to binary32. */
export function fillBell(rng: Rng, numbers: Float32Array, scale: number): void {
  const words = new Int32Array(Math.min(2 * numbers.length, 2048));
  const factor = scale * 2 ** -32;
  for (let from = 0; from < numbers.length; from += words.length / 2) {
    const length = Math.min(words.length / 2, numbers.length - from);
    rng.fill(words, 0, 2 * length);
    for (let i = 0; i < length; i++) numbers[from + i] = (words[2 * i]! + words[2 * i + 1]!) * factor;
  }
}

/**
 * Writes the terms x[t] · y[t], t < n, of one window, in canonical order; n ≥ 1 counts those that are not padding. Both
 * arrays come filled with numbers ±1.fff… of 24 random bits, so that it is often enough to scale them.
 */
export type BuildWindow = (rng: Rng, x: Float32Array, y: Float32Array, n: number) => void;

/** The most products of a shape of which `fillWindows` keeps the whole plan. */
const mostPlanned = 2 ** 20;

/**
 * Values that depend on how the terms of one output belong together. In each case one place of the output is drawn, and
 * `build` writes its window: pixels and taps of channel 0. The other channels out get the same taps times ±2^k, |k| ≤
 * 2. With one channel out and several in, every second case is built channel by channel, as a depthwise convolution
 * sums. Pixels outside the window get the background: bell-shaped numbers on (−1, 1), or zeros.
 */
export function fillWindows(
  rng: Rng,
  shape: ConvShape,
  images: Float32Array,
  kernels: Float32Array,
  count: number,
  build: BuildWindow,
  background: 'bell' | 'zeros' = 'bell',
): void {
  // The plan of a large shape would take a hundred times the memory of its numbers.
  const isLarge = productCount(shape, 'conv2d') > mostPlanned;
  let plan = isLarge ? planOutputs(shape, usualOperation(shape), Int32Array.of(0)) : planTerms(shape);
  const { terms } = plan;
  const { channelsIn, channelsOut } = shape;
  const windows = outputSize(shape) / channelsOut;
  if (!plan.whole) fillBackground(rng, images, kernels, background);
  const words = new Int32Array(2 * terms);
  const x = new Float32Array(words.buffer, 0, terms);
  const y = new Float32Array(words.buffer, 4 * terms, terms);
  const places = new Int32Array(terms);
  for (let i = 0; i < count; i++) {
    const output = rng.below(windows) * channelsOut;
    if (isLarge) plan = planOutputs(shape, usualOperation(shape), Int32Array.of(output));
    const start = isLarge ? 0 : output * terms;
    const groups = channelsOut === 1 && channelsIn > 1 && rng.next() < 0 ? channelsIn : 1;
    for (let group = 0; group < groups; group++) {
      let n = plan.whole && groups === 1 ? terms : 0;
      if (n === 0) for (let t = start + group; t < start + terms; t += groups) if (plan.image[t]! >= 0) places[n++] = t;
      if (n === 0) continue;
      rng.fill(words, 0, n, 0x807fffff, 0x3f800000);
      rng.fill(words, terms, terms + n, 0x807fffff, 0x3f800000);
      build(rng, x, y, n);
      if (plan.whole && groups === 1) {
        for (let t = 0; t < n; t++) {
          images[i * n + t] = x[t]!;
          kernels[i * n + t] = y[t]!;
        }
        continue;
      }
      for (let t = 0; t < n; t++) {
        const place = places[t]!;
        images[i * plan.imageSize + plan.image[place]!] = x[t]!;
        kernels[i * plan.kernelSize + plan.kernel[place]!] = y[t]!;
      }
      for (let channel = 1; channel < channelsOut; channel++) {
        const factor = rng.sign() * powerOfTwo(rng.between(-2, 2));
        const first = i * plan.kernelSize + channel;
        for (let t = 0; t < n; t++) kernels[first + plan.kernel[places[t]!]!] = y[t]! * factor;
      }
    }
  }
}

function fillBackground(rng: Rng, images: Float32Array, kernels: Float32Array, background: 'bell' | 'zeros'): void {
  for (const numbers of [images, kernels]) {
    if (background === 'bell') fillBell(rng, numbers, 1);
    else numbers.fill(0);
  }
}

/** Puts the first n terms into a random order (Fisher and Yates). */
export function shuffleTerms(rng: Rng, x: Float32Array, y: Float32Array, n: number): void {
  for (let last = n - 1; last > 0; last--) {
    const other = rng.below(last + 1);
    const pixel = x[last]!;
    x[last] = x[other]!;
    x[other] = pixel;
    const tap = y[last]!;
    y[last] = y[other]!;
    y[other] = tap;
  }
}

/** ±1.fff… · 2^e with all 24 bits random. */
export function randomIn(rng: Rng, exponent: number): number {
  const word = rng.next();
  return (word < 0 ? -1 : 1) * (2 ** 23 + (word & 0x7fffff)) * powerOfTwo(exponent - 23);
}
