import type { ConvShape, Padding } from '../conv/shape.ts';
import { layerShape } from './layer-shape.ts';
import type { Rng } from './random.ts';
import {
  batches,
  channelEdges,
  channels,
  dilations,
  edgeSize,
  kernels,
  largestLimit,
  longEdges,
  productLimits,
  strides,
  termEdges,
  type Weighted,
  weighted,
  zeros,
} from './shape-sizes.ts';

export interface ShapeOptions {
  /** Share of shapes whose single output is one whole window, as in the question of 2018. Default 0.1. */
  readonly whole?: number;
  /**
   * Share of shapes that a depthwise convolution may have too: one channel out, several in. Default 0.15, in addition
   * to those that come by chance.
   */
  readonly depthwise?: number;
  /** Whether sizes are aimed at edges. Otherwise all are small, and a shape costs a third. Default true. */
  readonly aimed?: boolean;
}

/** Each is on in a part of the shapes, at random and independently of the others. */
type Feature = (typeof features)[number][0];
const features = [
  ['batch', 0.4],
  ['rows', 0.5],
  ['columns', 0.5],
  ['channelsIn', 0.5],
  ['channelsOut', 0.6],
  ['kernel', 0.7],
  ['stride', 0.4],
  ['dilation', 0.4],
  ['padding', 0.6],
] as const;

/** The sizes whose product is the number of products of a shape. */
const sizeNames = ['batch', 'rows', 'columns', 'channelsIn', 'channelsOut', 'kernelHeight', 'kernelWidth'] as const;
type SizeName = (typeof sizeNames)[number];
type Sizes = Readonly<Record<SizeName, number>>;
/** What is put at an edge: one of the sizes, or the number of terms of an output. */
const aims = ['batch', 'rows', 'columns', 'channelsIn', 'channelsOut', 'terms'] as const;
type Aim = (typeof aims)[number];
const depthwiseAims = aims.filter((aim) => aim !== 'channelsOut');

/** Shapes that the simplest kernels accept: one image, one channel, no padding, stride and dilation 1. */
const plainShare = 0.1;
/** Of the others: shapes like the layers of networks. */
const layerShare = 0.12;
const plainFeatures: ReadonlySet<Feature> = new Set(['rows', 'columns', 'kernel']);

/**
 * A shape of the domain, always with an output.
 *
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, "Swarm testing", ISSTA 2012): each shape has a random part of the
 * features, such as batch, strides, dilations and padding; what is off has its simplest value. So one feature does not
 * hide another, as strides hide what happens at large outputs, or a fast path that takes no dilations.
 *
 * One shape in ten is plain: one image, one channel, no padding, stride and dilation 1. Kernels that support no more
 * are tried on it. One in nine is like the layers of networks; see layer-shape.ts.
 *
 * Chosen by measurement on the mutants of src/bench, against all features always on, and against rows of a pairwise
 * covering array: both find the hardest wrong index later, and their cases cost more. `lastbit bench mutants` prints
 * how soon each mutant is found.
 *
 * In four shapes of five, one or two sizes are aimed: at 4, 8, 16, 32, 64 or 128, one below or one above, also 256 for
 * channels, and to 4608 for the number of terms. Rows and columns are those of the output or of the image. All
 * other sizes are small, and shrink until the shape has no more products than its class of cost allows (512 to 2^17).
 * Each class has an equal part of all products, so that large shapes do not starve small ones.
 */
export function randomShape(
  rng: Rng,
  { whole = 0.1, depthwise = 0.15, aimed: aim = true }: ShapeOptions = {},
): ConvShape {
  if (rng.chance(whole)) return wholeWindow(rng, aim);
  const isPlain = rng.chance(plainShare);
  if (aim && !isPlain && rng.chance(layerShare)) return layerShape(rng);
  const separate = !isPlain && rng.chance(depthwise);
  const on = isPlain ? plainFeatures : randomFeatures(rng);
  const drawnAims = randomAims(rng, isPlain ? ['rows', 'columns'] : separate ? depthwiseAims : aims);
  const aimed: ReadonlySet<Aim> = aim ? drawnAims : new Set();
  const most = randomLimit(rng, aimed);
  const sizes = lighter(rng, withAims(rng, usualSizes(rng, on, separate), aimed, most), aimed, most);
  const { batch, rows, columns, channelsIn, channelsOut, kernelHeight, kernelWidth } = sizes;
  const spacing = (feature: Feature, among: Weighted): readonly [number, number] =>
    on.has(feature) ? [weighted(rng, among), weighted(rng, among)] : [1, 1];
  const drawn = spacing('stride', strides);
  const dilation = spacing('dilation', dilations);
  const pixels = batch * rows * drawn[0] * columns * drawn[1] * channelsIn;
  const stride = pixels > 4 * most ? ([1, 1] as const) : drawn;
  const kind = !on.has('padding') ? 'valid' : rng.chance(0.5) ? 'same' : 'zeros';
  const vertical = randomAxis(rng, {
    outputs: rows,
    reach: (kernelHeight - 1) * dilation[0] + 1,
    stride: stride[0],
    kind,
  });
  const horizontal = randomAxis(rng, {
    outputs: columns,
    reach: (kernelWidth - 1) * dilation[1] + 1,
    stride: stride[1],
    kind,
  });
  const padding: Padding = kind === 'zeros' ? [...vertical.zeros, ...horizontal.zeros] : kind;
  const { size: height } = vertical;
  const { size: width } = horizontal;
  return { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding };
}

function randomFeatures(rng: Rng): ReadonlySet<Feature> {
  return new Set(features.flatMap(([name, share]) => (rng.chance(share) ? [name] : [])));
}

function usualSizes(rng: Rng, on: ReadonlySet<Feature>, separate: boolean): Sizes {
  const channelsIn = separate ? 1 + weighted(rng, channels) : on.has('channelsIn') ? weighted(rng, channels) : 1;
  return {
    batch: on.has('batch') ? weighted(rng, batches) : 1,
    rows: on.has('rows') ? usualSide(rng) : rng.between(1, 2),
    columns: on.has('columns') ? usualSide(rng) : rng.between(1, 2),
    channelsIn,
    channelsOut: on.has('channelsOut') && !separate ? usualChannelsOut(rng, channelsIn) : 1,
    ...(on.has('kernel') ? usualKernel(rng) : { kernelHeight: 1, kernelWidth: 1 }),
  };
}

/** In a third of the shapes as many as channels in, or twice as many, as in the layers of most networks. */
function usualChannelsOut(rng: Rng, channelsIn: number): number {
  const choice = rng.below(6);
  return choice < 2 ? channelsIn * (choice + 1) : weighted(rng, channels);
}

/** None in a fifth of the shapes, two in a fifth, else one. */
function randomAims(rng: Rng, among: readonly Aim[]): ReadonlySet<Aim> {
  const kind = rng.below(5);
  const [one, two] = [rng.below(among.length), rng.below(among.length)];
  return new Set(kind === 0 ? [] : kind === 1 ? [among[one]!, among[two]!] : [among[one]!]);
}

/** Four times as many products if the number of terms is aimed at, because it alone may be thousands. */
function randomLimit(rng: Rng, aimed: ReadonlySet<Aim>): number {
  const most = weighted(rng, productLimits);
  return aimed.has('terms') ? Math.min(4 * most, largestLimit) : most;
}

function withAims(rng: Rng, usual: Sizes, aimed: ReadonlySet<Aim>, most: number): Sizes {
  let sizes = usual;
  for (const aim of aimed) {
    if (aim === 'terms') {
      const kernel = rng.pick([
        [1, 1],
        [1, 1],
        [1, 3],
        [3, 1],
        [3, 3],
      ]) as readonly [number, number];
      const terms = edgeSize(rng, termEdges, most);
      const channelsIn = Math.max(1, Math.floor(terms / (kernel[0] * kernel[1])));
      sizes = { ...sizes, channelsIn, kernelHeight: kernel[0], kernelWidth: kernel[1] };
    } else {
      const edges =
        aim === 'channelsIn' || aim === 'channelsOut' ? channelEdges : aim === 'batch' ? [4, 8, 16, 32] : longEdges;
      sizes = { ...sizes, [aim]: edgeSize(rng, edges, most) };
    }
  }
  return sizes;
}

/** The most common kernels: square in a half of the shapes, one row or one column in a sixth. */
function usualKernel(rng: Rng): Pick<Sizes, 'kernelHeight' | 'kernelWidth'> {
  const [kernelHeight, kernelWidth] = [weighted(rng, kernels), weighted(rng, kernels)];
  const kind = rng.below(12);
  if (kind < 4) return { kernelHeight, kernelWidth: kernelHeight };
  if (kind === 4) return { kernelHeight: 1, kernelWidth };
  if (kind === 5) return { kernelHeight, kernelWidth: 1 };
  return { kernelHeight, kernelWidth };
}

/** 1 in a quarter of the draws, up to 6 in a half of them, else up to 17. */
function usualSide(rng: Rng): number {
  const choice = rng.below(4);
  return choice === 0 ? 1 : rng.between(1, choice < 3 ? 6 : 17);
}

/** Products; an output costs as much as four of them beside its own, because it is judged by every claim. */
function costOf(sizes: Sizes): number {
  const { batch, rows, columns, channelsIn, channelsOut, kernelHeight, kernelWidth } = sizes;
  return batch * rows * columns * channelsOut * (channelsIn * kernelHeight * kernelWidth + 4);
}

/**
 * Reduces sizes, in random order and no aimed one before the others, until there are few enough products. One size
 * gives way as far as needed, so that the others keep theirs.
 */
function lighter(rng: Rng, sizes: Sizes, aimed: ReadonlySet<Aim>, most: number): Sizes {
  const isAimed = (name: SizeName): boolean =>
    aimed.has(name as Aim) || (aimed.has('terms') && ['channelsIn', 'kernelHeight', 'kernelWidth'].includes(name));
  let light = sizes;
  for (;;) {
    const excess = costOf(light) / most;
    if (excess <= 1) return light;
    const others = sizeNames.filter((name) => !isAimed(name) && light[name] > 1);
    const [first, ...rest] = others.length > 0 ? others : sizeNames.filter((name) => light[name] > 1);
    if (first === undefined) return light;
    const name = rng.pick([first, ...rest]);
    light = { ...light, [name]: Math.max(1, Math.floor(light[name] / Math.min(2, excess))) };
  }
}

interface Axis {
  /** Wanted rows (or columns) of the output. */
  readonly outputs: number;
  /** How many pixels the kernel covers. */
  readonly reach: number;
  readonly stride: number;
  readonly kind: 'valid' | 'same' | 'zeros';
}

/**
 * The size of an image, with zeros around it, for this number of outputs; some pixels may be left over by the stride.
 * Or, in two draws of five, an image of this size itself, which has about as many outputs or fewer.
 */
function randomAxis(
  rng: Rng,
  { outputs, reach, stride, kind }: Axis,
): { readonly size: number; readonly zeros: readonly [number, number] } {
  const padded = (outputs - 1) * stride + reach;
  const before = kind === 'zeros' ? Math.min(weighted(rng, zeros), padded - 1) : 0;
  const after = kind === 'zeros' ? Math.min(weighted(rng, zeros), padded - 1 - before) : 0;
  const left = before + after;
  const least = kind === 'same' ? 1 : Math.max(1, reach - left);
  if (outputs >= 2 * left && rng.chance(0.4)) return { size: Math.max(outputs, least), zeros: [before, after] };
  const over = rng.below(stride);
  return { size: kind === 'same' ? outputs * stride - over : padded - left + over, zeros: [before, after] };
}

function wholeWindow(rng: Rng, aim: boolean): ConvShape {
  const drawnAims = new Set<Aim>(rng.chance(0.5) ? ['terms'] : []);
  const aimed: ReadonlySet<Aim> = aim ? drawnAims : new Set();
  const most = randomLimit(rng, aimed);
  const usual = {
    batch: 1,
    rows: 1,
    columns: 1,
    channelsIn: weighted(rng, channels),
    channelsOut: 1,
    ...usualKernel(rng),
  };
  const { channelsIn, kernelHeight, kernelWidth } = lighter(rng, withAims(rng, usual, aimed, most), aimed, most);
  const sizes = { height: kernelHeight, width: kernelWidth, kernelHeight, kernelWidth, channelsIn };
  return { batch: 1, ...sizes, channelsOut: 1, stride: [1, 1], dilation: [1, 1], padding: 'valid' };
}
