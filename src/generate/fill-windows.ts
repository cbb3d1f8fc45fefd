import { imageSize } from '../conv/image-size.ts';
import { kernelSize } from '../conv/kernel-size.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import { fillBell } from './fill-bell.ts';
import { powerOfTwo } from './power-of-two.ts';
import type { Rng } from './rng.ts';

/**
 * Writes the terms x[t] · y[t], t < n, of one window; all of them must be binary32 numbers. n ≥ 1 counts the terms that are
 * not padding, in canonical order.
 */
export type BuildWindow = (rng: Rng, x: Float64Array, y: Float64Array, n: number) => void;

/**
 * Values whose point lies in how the terms of one output belong together. In each case one place of the output is drawn, and
 * `build` writes its window: pixels and taps of channel 0; the other channels out get the same taps times ±2^k, |k| ≤ 2. With one
 * channel out and several in, every second case is built channel by channel, as a depthwise convolution sums. Pixels that
 * the window does not see get the background: bell-shaped numbers on (−1, 1), or zeros.
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
  const plan = planTerms(shape);
  const { channelsIn, channelsOut } = shape;
  const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
  if (!plan.whole) {
    if (background === 'bell') fillBell(rng, images, 1);
    else images.fill(0);
    if (background === 'bell') fillBell(rng, kernels, 1);
    else kernels.fill(0);
  }
  const x = new Float64Array(plan.terms);
  const y = new Float64Array(plan.terms);
  const places = new Int32Array(plan.terms);
  for (let i = 0; i < count; i++) {
    const start = rng.below(plan.outputs / channelsOut) * channelsOut * plan.terms;
    const groups = channelsOut === 1 && channelsIn > 1 && rng.next() < 0 ? channelsIn : 1;
    for (let group = 0; group < groups; group++) {
      let n = 0;
      for (let t = group; t < plan.terms; t += groups) if (plan.image[start + t]! >= 0) places[n++] = start + t;
      if (n === 0) continue;
      build(rng, x, y, n);
      for (let t = 0; t < n; t++) {
        images[i * pixels + plan.image[places[t]!]!] = x[t]!;
        kernels[i * taps + plan.kernel[places[t]!]!] = y[t]!;
      }
      for (let channel = 1; channel < channelsOut; channel++) {
        const factor = rng.sign() * powerOfTwo(rng.between(-2, 2));
        for (let t = 0; t < n; t++) kernels[i * taps + plan.kernel[places[t]!]! + channel] = y[t]! * factor;
      }
    }
  }
}

/** Puts the first n terms into a random order (Fisher and Yates). */
export function shuffleTerms(rng: Rng, x: Float64Array, y: Float64Array, n: number): void {
  for (let last = n - 1; last > 0; last--) {
    const other = rng.below(last + 1);
    [x[last], x[other]] = [x[other]!, x[last]!];
    [y[last], y[other]] = [y[other]!, y[last]!];
  }
}

/** ±1.fff… · 2^e with all 24 bits random. */
export function randomIn(rng: Rng, exponent: number): number {
  const word = rng.next();
  return (word < 0 ? -1 : 1) * (2 ** 23 + (word & 0x7fffff)) * powerOfTwo(exponent - 23);
}
