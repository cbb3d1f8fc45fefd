import { batchOf, type Case } from '../conv/batch.ts';
import { sumsPixels } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { isNarrow, type NarrowName } from '../float/narrow-numbers.ts';
import type { Flush } from '../sums/accumulation.ts';
import type { Subject } from './engine.ts';

/**
 * Finds out, by asking, what a subject does with subnormal numbers: in binary32 below 2^-126. A probe fills the image
 * with one number and sets one or two taps per channel. So all outputs have the same exact value, which is a binary32
 * number:
 * - products 2^-75 · 2^-74 = 2^-149 and 1.5·2^-60 · 2^-70;
 * - sums 1.5·2^-126 − 2^-126 = 2^-127 of normal products;
 * - inputs 2^-149 · 2^100, with the subnormal number on either side.
 *
 * In 16 bits the probes are like these, with numbers of the format.
 *
 * Each probe is tried in the first nine terms and the last one of every shape; probes of two terms in neighbours, in
 * terms 8 apart, and in the first and last. An output of zero was flushed, provided that the same probe in the normal
 * range (`scaledUp`, factors 2^30 times as large) does not give zero too: a dropped tap is not underflow. One flushed
 * output marks the subject, because lanes and tails may differ. Any other wrong value is left to the claims.
 *
 * A library that sums in another way on shapes that were not probed can deceive this. Then it is reported wrongly as
 * violating a claim, not the other way round. One call per shape. A binary64 subject is not asked, because products of
 * binary32 numbers stay far from the limits of binary64.
 */
export interface UnderflowProbe {
  readonly flush: Flush;
  /** Outputs examined; 0 if the subject declined or failed everywhere. */
  readonly outputs: number;
}

export async function probeUnderflow(subject: Subject): Promise<UnderflowProbe> {
  const seen = { products: 0, sums: 0, inputs: 0 };
  let outputs = 0;
  for (const shape of subject.format === 'binary64' ? [] : probedShapes(subject)) {
    const plan = planOf(subject.format);
    const probes = sumsPixels(subject.operation)
      ? pixelProbes(shape, plan)
      : probesOf(shape, subject.operation === 'depthwise-conv2d', plan);
    const outcome = await subject.evaluate(batchOf(probes.flatMap(({ input, scaledUp }) => [input, scaledUp])));
    if (outcome.kind !== 'value') continue;
    const values = outcome.outputs;
    const size = outputSize(shape, subject.operation);
    for (const [index, { asks }] of probes.entries()) {
      const at = 2 * index * size;
      if (values.subarray(at, at + size).some((value, place) => value === 0 && values[at + size + place] !== 0))
        seen[asks]++;
      outputs += size;
    }
  }
  return { flush: { products: seen.products > 0, sums: seen.sums > 0, inputs: seen.inputs > 0 }, outputs };
}

interface Probe {
  readonly asks: keyof Flush;
  readonly input: Case;
  /** The same probe in the normal range. */
  readonly scaledUp: Case;
}

function probedShapes({ operation }: Subject): readonly ConvShape[] {
  if (operation === 'conv1d' || sumsPixels(operation))
    return ['1x1', '1x9', '1x25', '1x1x8'].map((text) => convShape(text));
  const channelsOut = operation === 'depthwise-conv2d' ? 1 : 2;
  return ['1x1', '3x3', '5x5', '1x1x8', `4x4x2*3x3x${channelsOut}`].map((text) => convShape(text));
}

/** Numbers near the end of the range of a format. */
interface Plan {
  /** What brings them into the normal range. */
  readonly up: number;
  /** Pairs of normal numbers with a subnormal product. */
  readonly products: readonly (readonly [pixel: number, tap: number])[];
  /** The smallest number, and one with which its product is normal. */
  readonly input: readonly [smallest: number, large: number];
  readonly smallestNormal: number;
}

const binary32Plan: Plan = {
  ...{ up: 2 ** 30, input: [2 ** -149, 2 ** 100], smallestNormal: 2 ** -126 },
  products: [
    [2 ** -75, 2 ** -74],
    [1.5 * 2 ** -60, 2 ** -70],
  ],
};
const narrowPlans: Readonly<Record<NarrowName, Plan>> = {
  bfloat16: {
    ...{ ...binary32Plan, input: [2 ** -133, 2 ** 100] },
    products: [
      [2 ** -75, 2 ** -58],
      [1.5 * 2 ** -60, 2 ** -70],
    ],
  },
  binary16: {
    ...{ up: 2 ** 10, input: [2 ** -24, 2 ** 10], smallestNormal: 2 ** -14 },
    products: [
      [2 ** -12, 2 ** -12],
      [1.5 * 2 ** -8, 2 ** -8],
    ],
  },
};

const planOf = (format: Subject['format']): Plan => (isNarrow(format) ? narrowPlans[format] : binary32Plan);

/**
 * Of a sum of pixels: one subnormal number, and two normal ones with a subnormal sum. Both are large enough that their
 * mean is not rounded to zero.
 */
function pixelProbes(shape: ConvShape, { up, smallestNormal }: Plan): Probe[] {
  const n = imageSize(shape);
  const inputOf = (pixels: Readonly<Record<number, number>>, scale: number): Case => {
    const image = new Float32Array(n);
    for (const [place, pixel] of Object.entries(pixels)) image[Number(place)] = pixel * scale;
    return { shape, image, kernel: new Float32Array(kernelSize(shape)).fill(1) };
  };
  return Array.from({ length: n }, (_, term) => term).flatMap((term): Probe[] => {
    const one = { [term]: smallestNormal / 2 };
    const inputs: Probe = { asks: 'inputs', input: inputOf(one, 1), scaledUp: inputOf(one, up) };
    const pairs = [term + 1, term + 8, n - 1].filter((other) => other > term && other < n);
    const sums = [...new Set(pairs)].map((other): Probe => {
      const pixels = { [term]: 1.5 * smallestNormal, [other]: -smallestNormal };
      return { asks: 'sums', input: inputOf(pixels, 1), scaledUp: inputOf(pixels, up) };
    });
    return [inputs, ...sums];
  });
}

function probesOf(shape: ConvShape, depthwise: boolean, plan: Plan): Probe[] {
  const { up, products, input, smallestNormal } = plan;
  const terms = shape.kernelHeight * shape.kernelWidth * (depthwise ? 1 : shape.channelsIn);
  const probes: Probe[] = [];
  const add = (asks: Probe['asks'], pixel: number, taps: Readonly<Record<number, number>>): void => {
    // For inputs, the subnormal factor times 2^30 and the other one divided by it. Otherwise the taps times 2^30, so
    // that products and sums are normal.
    const inPixel = asks === 'inputs' ? (pixel < 1 ? up : 1 / up) : 1;
    const inTaps = asks === 'inputs' ? 1 / inPixel : up;
    const other = Object.fromEntries(Object.entries(taps).map(([term, tap]) => [term, tap * inTaps]));
    const scaledUp = inputOf(shape, depthwise, pixel * inPixel, other);
    probes.push({ asks, input: inputOf(shape, depthwise, pixel, taps), scaledUp });
  };
  for (const term of new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, terms - 1])) {
    if (term >= terms) continue;
    for (const [pixel, tap] of products) add('products', pixel, { [term]: tap });
    add('inputs', input[0], { [term]: input[1] });
    add('inputs', input[1], { [term]: input[0] });
    for (const other of new Set([term + 1, term + 8, terms - 1])) {
      if (other > term && other < terms) add('sums', 1, { [term]: 1.5 * smallestNormal, [other]: -smallestNormal });
    }
  }
  return probes;
}

/** Taps are given by term. The kernel is HWIO; for a depthwise convolution HWI1 with the same taps in every channel. */
function inputOf(shape: ConvShape, depthwise: boolean, pixel: number, taps: Readonly<Record<number, number>>): Case {
  const kernel = new Float32Array(kernelSize(shape));
  const channels = depthwise ? shape.channelsIn : shape.channelsOut;
  for (const [term, tap] of Object.entries(taps)) {
    kernel.fill(tap, Number(term) * channels, (Number(term) + 1) * channels);
  }
  return { shape, image: new Float32Array(imageSize(shape)).fill(pixel), kernel };
}
