import type { Case } from '../../conv/batch.ts';
import { groupsOf } from '../../conv/operation.ts';
import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import type { NumberFormat, Operation } from '../../conv/shape.ts';
import type { TransformName } from '../../conv/transform-name.ts';
import { overflowThreshold } from '../../float/format.ts';
import { isNarrow, type NarrowName, narrowFormats } from '../../float/narrow-numbers.ts';
import { blockProductBound, mostLevels, winogradStrassen } from './strassen.ts';
import {
  type WinogradTransform,
  winogradFour,
  winogradFourRoots,
  winogradSix,
  winogradTwo,
} from './winograd-transform.ts';

const grown = (each: number, times: number): number => Math.expm1(times * Math.log1p(each));

const sizeOf = (row: readonly number[]): number => row.reduce((sum, entry) => sum + Math.abs(entry), 0);

type WinogradName = Exclude<TransformName, 'fourier' | 'strassen'>;

/**
 * The largest entry of |Aᵀ|[(|G|1|Gᵀ|) ⊙ (|Bᵀ|1|B|)]|A|: the square of the largest entry for one dimension. It does not
 * change if rows of G, Bᵀ and Aᵀ are scaled so that the transform stays right.
 */
export function amplificationOf({ kernel, pixels, outputs }: WinogradTransform): number {
  const line = outputs.map((row) =>
    row.reduce((sum, entry, k) => sum + Math.abs(entry) * sizeOf(kernel[k]!) * sizeOf(pixels[k]!), 0),
  );
  return Math.max(...line) ** 2;
}

/**
 * The roundings on the longest path, two dimensions together. Of F(2×2) and F(4×4): winograd.ts. Tiles of 4×4 outputs
 * with √2 take at most 39 (an entry is rounded up to three times: G 3 + 1 + 2, Bᵀ 2 + 1 + 3, Aᵀ 2 + 1 + 4, twice each,
 * and one product), but amplify by 620 only: 620·39 < 2304·23. Of F(6×6): G 1 + 1 + 2, Bᵀ 1 + 5 (its entries are
 * exact), Aᵀ 6 (powers of two), twice each, and one product: 33. Sums that are used twice do not lengthen a path.
 */
const forms: Readonly<Record<WinogradName, { roundings: number; amplification: number }>> = {
  'winograd-2': { roundings: 11, amplification: amplificationOf(winogradTwo) },
  'winograd-4': { roundings: 23, amplification: amplificationOf(winogradFour) },
  'winograd-6': { roundings: 33, amplification: amplificationOf(winogradSix) },
};

/** The transforms themselves, for what underflows and overflows in them. F(4×4) stands for both sets of its points. */
const transforms: Readonly<Record<WinogradName, readonly WinogradTransform[]>> = {
  'winograd-2': [winogradTwo],
  'winograd-4': [winogradFour, winogradFourRoots],
  'winograd-6': [winogradSix],
};

/** Pixels and taps of other sizes can overflow or underflow within a transform, of which no bound speaks. */
const usual = (x: number): boolean => x === 0 || (x >= 2 ** -20 && x <= 2 ** 20);

/**
 * Bounds the error of every output of a case that a transform computes, by output channel. ∞ where the bound does not
 * speak: some pixel or tap is NaN, infinite, or the largest of its channel is not between 2^-20 and 2^20.
 *
 * Winograd's, for 3×3 taps without stride and dilation: as in winograd-two-normwise, with the largest pixel of the
 * image instead of the tile. Channels are added between the transforms: each adds its own term to the bound, and at
 * most a rounding to the path:
 *
 *     amplification·((1+v)^(roundings + C − 1) − 1)·Σ_c max|d_c|·max|g_c|
 *
 * Fourier's: as in fourier-normwise, whose proof holds for every N = 2^L; a transform in several dimensions of N
 * numbers has the same L stages. N is the padded image with room for the kernel, in rows, columns and channels, because
 * SciPy transforms all three. Where channels are added one after another instead, the sum of their bounds is smaller.
 * 1+5u is taken for 1+3u, and norms are those over all channels:
 *
 *     √N·((1+5u)^(3L+1)·(1+v)^(C−1) − 1)·‖d‖·‖g‖
 *
 * Strassen's product of windows and filters, of a group: strassen.ts, for Winograd's form of it, whose bound is larger,
 * and as many levels as the sizes admit, with the largest pixel of all and the largest tap of all filters.
 *
 * In 16 bits, whatever wider format is used between: `narrowBoundOf`. It speaks of no Fourier transform, and of no
 * product by Strassen's method.
 */
export function normwiseBounds(
  names: readonly TransformName[],
  { shape, image, kernel }: Case,
  operation: Operation,
  format: NumberFormat = 'binary32',
): (channelOut: number) => number {
  const { channelsIn } = shape;
  const groups = groupsOf(shape, operation);
  const depth = channelsIn / groups;
  const pixels = new Sizes(channelsIn);
  for (let index = 0; index < image.length; index++) pixels.add(index % channelsIn, image[index]!);
  const u = format === 'binary32' ? 2 ** -24 : 2 ** -53;
  const { channelsOut } = shape;
  const taps = Array.from({ length: groups * channelsOut }, () => new Sizes(channelsIn));
  for (let index = 0; index < kernel.length; index++) {
    const channel = Math.floor(index / channelsOut) % channelsIn;
    taps[Math.floor(channel / depth) * channelsOut + (index % channelsOut)]!.add(channel, kernel[index]!);
  }
  const ofBlocks = (): number => {
    const [pixel, tap] = [largestOf([pixels]), largestOf(taps)];
    if (![pixel, tap].every(usual)) return Number.POSITIVE_INFINITY;
    const [batch, rows, columns] = outputShape(shape, operation);
    const terms = shape.kernelHeight * shape.kernelWidth * depth;
    const levels = mostLevels(batch * rows * columns, terms, channelsOut);
    return blockProductBound(winogradStrassen, levels, terms, u) * pixel * tap;
  };
  const known = new Map<number, number>();
  // The same for all filters.
  let blocks: number | undefined;
  const boundIn = (name: TransformName, filter: Sizes): number => {
    if (isNarrow(format)) return narrowBoundOf(name, [pixels, filter], format);
    if (name !== 'strassen') return boundOf(name, shape, depth, [pixels, filter], u);
    blocks ??= ofBlocks();
    return blocks;
  };
  return (filter) => {
    const bound = known.get(filter) ?? Math.max(...names.map((name) => boundIn(name, taps[filter]!))) * (1 + 2 ** -30);
    known.set(filter, bound);
    return bound;
  };
}

/** The largest absolute value and the sum of squares of each channel. */
class Sizes {
  readonly largest: Float64Array;
  readonly squares: Float64Array;

  constructor(channels: number) {
    this.largest = new Float64Array(channels);
    this.squares = new Float64Array(channels);
  }

  add(channel: number, x: number): void {
    // NaN stays: Math.max gives NaN.
    this.largest[channel] = Math.max(this.largest[channel]!, Math.abs(x));
    this.squares[channel]! += x * x;
  }
}

/** NaN if one of them is. */
function largestOf(sizes: readonly Sizes[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const { largest } of sizes) for (const x of largest) most = Math.max(most, x);
  return most;
}

function boundOf(
  name: Exclude<TransformName, 'strassen'>,
  shape: Case['shape'],
  channels: number,
  [pixels, taps]: readonly [Sizes, Sizes],
  u: number,
): number {
  const v = u / (1 + u);
  if (![...pixels.largest, ...taps.largest].every(usual)) return Number.POSITIVE_INFINITY;
  if (name !== 'fourier') {
    const { roundings, amplification } = forms[name];
    const size = pixels.largest.reduce((sum, pixel, c) => sum + pixel * taps.largest[c]!, 0);
    return amplification * grown(v, roundings + channels - 1) * size;
  }
  const [top, bottom, left, right] = paddingOf(shape);
  const power = (size: number): number => 2 ** Math.ceil(Math.log2(size));
  const n =
    power(shape.height + top + bottom + (shape.kernelHeight - 1) * shape.dilation[0]) *
    power(shape.width + left + right + (shape.kernelWidth - 1) * shape.dilation[1]) *
    power(2 * channels - 1);
  const norm = ({ squares }: Sizes): number => Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const size = norm(pixels) * norm(taps);
  const [transforms, sums] = [grown(5 * u, 3 * Math.log2(n) + 1), grown(v, channels - 1)];
  return Math.sqrt(n) * (transforms + sums + transforms * sums) * size;
}

/**
 * Winograd's bound in 16 bits. A step rounds to the format, perhaps by way of wider ones: a factor 1+w, as in
 * dot-any-order. ∞ if a step might overflow.
 *
 * Underflow: an entry of a transform sums at most `side` products in each of two dimensions. Each product is off by η,
 * half the smallest subnormal number, and the first ones are amplified by the sum of a row, S. So an entry is off by
 * side·(S + 1)·η, and a product of entries by that times the largest other entry, and by η. Two transforms of the
 * outputs amplify this by S², and add their own η. Later roundings at most double all this.
 */
function narrowBoundOf(name: TransformName, [pixels, taps]: readonly [Sizes, Sizes], format: NarrowName): number {
  if (name === 'fourier' || name === 'strassen') return Number.POSITIVE_INFINITY;
  const { roundings, amplification } = forms[name];
  const { precision, minExponent } = narrowFormats[format];
  const v = 2 ** -precision / (1 + 2 ** -precision);
  const relative = grown((1 + v) * (1 + 2 ** -24) * (1 + 2 ** -53) - 1, roundings + pixels.largest.length - 1);
  const half = 2 ** (minExponent - precision);
  const [pixel, tap] = [Math.max(...pixels.largest), Math.max(...taps.largest)];
  const all = pixels.largest.reduce((sum, largest, c) => sum + largest * taps.largest[c]!, 0);
  const bounds = transforms[name].map((one) => {
    const { side } = one;
    const [ofPixels, ofTaps, ofOutputs] = [rowSum(one.pixels), rowSum(one.kernel), rowSum(one.outputs)];
    const ofProducts = Math.max(...one.pixels.map((row, k) => sizeOf(row) * sizeOf(one.kernel[k]!)));
    const most = Math.max(ofProducts ** 2, amplificationOf(one)) * all;
    const sizes = [ofPixels ** 2 * pixel, ofTaps ** 2 * tap, most];
    // False for NaN, too.
    const isSafe = relative <= 1 && sizes.every((size) => 2 * size < overflowThreshold(narrowFormats[format]));
    if (!isSafe) return Number.POSITIVE_INFINITY;
    const lost = pixels.largest.reduce((sum, largest, c) => {
      const ofEntries = ofPixels ** 2 * largest * (ofTaps + 1) + ofTaps ** 2 * taps.largest[c]! * (ofPixels + 1);
      return sum + side * ofEntries + 1;
    }, 0);
    return amplification * relative * all + 2 * (ofOutputs ** 2 * lost + side * (ofOutputs + 1)) * half;
  });
  return Math.max(...bounds);
}

/** The largest sum of absolute values of a row. */
const rowSum = (matrix: WinogradTransform['pixels']): number => Math.max(...matrix.map(sizeOf));
