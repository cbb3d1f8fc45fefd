import { winogradForms } from '../claims/comparisons/winograd.ts';
import type { Case } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';

/** A transform that does not keep the bound of any order, with its own bound on the error of every output. */
export interface Transform {
  /** After "of": "Winograd's F(2×2, 3×3)". */
  readonly name: string;
  readonly bound: number;
}

const winograd = [
  { ...winogradForms.two, name: "Winograd's F(2×2, 3×3)" },
  { ...winogradForms.four, name: "Winograd's F(4×4, 3×3)" },
];
const v = 2 ** -24 / (1 + 2 ** -24);

/**
 * The transforms that may compute a convolution, with the proven bounds of their errors: for one channel as in the
 * claims `winograd-two-normwise` and `winograd-four-normwise`, with the largest pixel of the image instead of the tile.
 * Channels are added between the transforms: each adds its own term to the bound, and at most a rounding to the path.
 * Only of 3×3 taps without stride and dilation, and of more than one output.
 */
export function transformsFor({ shape, image, kernel }: Case): readonly Transform[] {
  const { kernelHeight, kernelWidth, stride, dilation, channelsIn, channelsOut } = shape;
  if (shape.depth !== undefined) return [];
  const steps = [...stride, ...dilation];
  if (kernelHeight !== 3 || kernelWidth !== 3 || steps.some((step) => step !== 1) || outputSize(shape) < 2) return [];
  const pixels = largest(image, channelsIn, (index) => index % channelsIn);
  const taps = largest(kernel, channelsIn, (index) => Math.floor(index / channelsOut) % channelsIn);
  const usual = (x: number): boolean => x === 0 || (x >= 2 ** -20 && x <= 2 ** 20);
  if (![...pixels, ...taps].every(usual)) return [];
  const size = pixels.reduce((sum, pixel, channel) => sum + pixel * taps[channel]!, 0) * (1 + channelsIn * 2 ** -52);
  return winograd.map(({ name, amplification, roundings }) => {
    const relative = Math.expm1((roundings + channelsIn - 1) * Math.log1p(v)) * (1 + 2 ** -40);
    return { name, bound: Number(amplification) * relative * (1 + 2 ** -31) * size };
  });
}

function largest(numbers: Float32Array, channels: number, channelOf: (index: number) => number): readonly number[] {
  const found = new Array<number>(channels).fill(0);
  numbers.forEach((x, index) => {
    const channel = channelOf(index);
    found[channel] = Math.max(found[channel]!, Math.abs(x));
  });
  return found;
}
