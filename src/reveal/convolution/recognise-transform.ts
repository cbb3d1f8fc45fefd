import { outputRows, outputShape, paddingOf } from '../../conv/output-shape.ts';
import type { ConvShape, NumberFormat } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { type TransformName, transformsAt } from '../../conv/transform-name.ts';
import type { Subject } from '../../engines/engine.ts';
import { isNarrow } from '../../float/narrow-numbers.ts';
import { type Diagnosis, NotATree } from '../obstacle.ts';
import type { Revelation } from '../reveal.ts';
import { type Sum, TransformProbes } from './transform-probes.ts';

/** A transform that computes a convolution. */
export interface Transform {
  /** Those that it may be, for the bound; none if no bound is proven for it. */
  readonly names: readonly TransformName[];
  /** "Winograd's F(2, 3)". */
  readonly words: string;
}

interface Recognised extends Diagnosis {
  readonly transform?: Transform;
}

/** Why an output is not explained, if a transform computes it. Costs 16 cases, and some hundred for a transform. */
export async function transformDiagnosis(
  subject: Subject,
  shape: ConvShape,
  output: number,
): Promise<Diagnosis | undefined> {
  const { obstacle, because } = (await recognise(subject, shape, output)) ?? {};
  return obstacle === 'transform' && because !== undefined ? { obstacle, because } : undefined;
}

/** The revelation of an output; if nothing explains it, with the transform that was recognised. */
export async function withTransform(
  found: Revelation,
  subject: Subject,
  shape: ConvShape,
  output: number,
): Promise<Revelation> {
  if (found.explained || found.obstacle === 'engine' || found.obstacle === 'no-terms') return found;
  const { transform: _, ...diagnosis } = (await recognise(subject, shape, output)) ?? {};
  return { ...found, ...diagnosis };
}

const known = new WeakMap<Subject, Map<string, Promise<Transform | undefined>>>();

/**
 * The transform that computes a shape, asked once for each subject and shape, at an output that reads little padding.
 * Undefined if it is none, or if that output is not even nearly right.
 */
export function transformAt(subject: Subject, shape: ConvShape): Promise<Transform | undefined> {
  const byShape = known.get(subject) ?? new Map<string, Promise<Transform | undefined>>();
  known.set(subject, byShape);
  const key = shapeKey(shape);
  const found = byShape.get(key) ?? recognisedAt(subject, shape);
  byShape.set(key, found);
  return found;
}

async function recognisedAt(subject: Subject, shape: ConvShape): Promise<Transform | undefined> {
  const { transform } = (await recognise(subject, shape, fullestOf(subject, shape))) ?? {};
  if (transform !== undefined || shape.channelsOut === 1) return transform;
  // In Strassen's product a window may lie beside an empty row that fills the matrix up. The first never does.
  const first = (await recognise(subject, shape, 0))?.transform;
  return first?.names.includes('strassen') ? first : undefined;
}

/** The output whose window reaches least over the padding; of several the one nearest to the middle. */
function fullestOf({ operation }: Subject, shape: ConvShape): number {
  const [, all, columns, channels] = outputShape(shape, operation);
  const [top, , left] = paddingOf(shape);
  const { depth } = shape;
  const rows = depth === undefined ? all : outputRows(shape);
  const { height, width, kernelHeight, kernelWidth, stride, dilation } = shape;
  const row = fullestPlace(rows, (place) => tapsInside(kernelHeight, dilation[0], place * stride[0] - top, height));
  const column = fullestPlace(columns, (place) =>
    tapsInside(kernelWidth, dilation[1], place * stride[1] - left, width),
  );
  const slice =
    depth === undefined
      ? 0
      : fullestPlace(all / rows, (place) =>
          tapsInside(depth.kernel, depth.dilation, place * depth.stride - depth.before, depth.size),
        );
  return ((slice * rows + row) * columns + column) * channels;
}

function fullestPlace(places: number, taps: (place: number) => number): number {
  const fromTheMiddle = Array.from({ length: places }, (_, place) => place).sort(
    (one, other) => Math.abs(one - (places >> 1)) - Math.abs(other - (places >> 1)),
  );
  return fromTheMiddle.reduce((best, place) => (taps(place) > taps(best) ? place : best));
}

/** How many taps of a row or column of a window that begins at `from` are inside an image of `size`. */
function tapsInside(kernel: number, dilation: number, from: number, size: number): number {
  return Array.from({ length: kernel }, (_, tap) => from + tap * dilation).filter((at) => at >= 0 && at < size).length;
}

/**
 * Recognises a transform, that is Winograd, FFT or Strassen. A transform multiplies sums, so pixels meet taps that are
 * not theirs. In each of 16 cases one product of the window is 1 · 1. Every other product has one factor 0, and the
 * other is ±2^13 or ±2^30. Pixels outside the window are ±2^30; in binary16 all these are smaller. A sum of products
 * gives exactly 1 in any order and arithmetic; a transform loses the 1, or lets other pixels in. An error of one half
 * or more in a single product, or in sums of small integers over all terms, means that it is no convolution at all.
 * Further probes tell which transform it is:
 *
 * - Taps ±2^30 of other filters disturb an output of this filter: Strassen's matrix product (1969).
 * - One huge pixel disturbs all m × m outputs of its tile, of Winograd's F(m, 3): at most m + 1 side by side, because
 *   it is at the edge of the next tile too. It disturbs no further outputs of F(2, 3), and those of the whole row or of
 *   a block of an FFT (Lavin and Gray 2016).
 * - If no tile is seen, which transform it is shows by single products. They are exact if all constants are sums of
 *   powers of two: F(2, 3). Exact with the tap 2^6 3^2 = 576, which holds the denominators of two dimensions, but not
 *   with the tap 1: F(4, 3), with its sixths and twenty-fourths. With 180^2: F(6, 3). Never exact: an FFT, with its
 *   roots of unity, or F(4, 3) with √2 as ncnn computes it, if there is a tile.
 */
async function recognise(subject: Subject, shape: ConvShape, output: number): Promise<Recognised | undefined> {
  try {
    const asked = new TransformProbes(subject, shape, output);
    const wrong = wrongOf(await asked.amongLargePixels(), subject.format);
    if (wrong === undefined) return undefined;
    return Number.isNaN(wrong) ? notANumber : await nameOf(asked, wrong, shape);
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    return { obstacle: error.obstacle, because: error.message };
  }
}

/** A sum that is not 1. A transform in binary16 may overflow where another sum shows it better. */
function wrongOf(sums: readonly number[], format: NumberFormat): number | undefined {
  const wrong = sums.filter((sum) => sum !== 1);
  return (format === 'binary16' ? wrong.find(Number.isFinite) : undefined) ?? wrong[0];
}

const notANumber: Diagnosis = {
  obstacle: 'garbage',
  because: 'finite inputs with the exact sum 1 gave NaN',
};

async function nameOf(asked: TransformProbes, wrong: number, shape: ConvShape): Promise<Recognised> {
  const single = await asked.singleProducts(1);
  const garbage = (because: string): Diagnosis => ({ obstacle: 'garbage', because });
  const isFar = ({ sum, exact }: Sum): boolean => !(Math.abs(sum - exact) < 0.5);
  const far = single.find(isFar);
  if (far !== undefined)
    return garbage(`one product ${far.exact} beside zeros gave ${far.sum}: this is not a sum of products`);
  // F(4, 3) in binary16 is off by up to 1 there.
  const most = isNarrow(asked.format) ? 2 : 0.5;
  const farther = (await asked.smallIntegers()).find(({ sum, exact }) => !(Math.abs(sum - exact) < most));
  if (farther !== undefined)
    return garbage(`small integers with the sum ${farther.exact} gave ${farther.sum}: this is not a sum of products`);
  const mixed = `pixels meet taps that are not theirs (the exact sum 1 came out as ${wrong}): a transform`;
  if (await asked.dependsOnOtherFilters()) {
    const because = `${mixed}, which mixes filters: a matrix product from sums of blocks, such as Strassen's`;
    return {
      obstacle: 'transform',
      because,
      transform: { names: ['strassen'], words: "a product such as Strassen's" },
    };
  }
  const isExact = (sums: readonly Sum[]): boolean => sums.every(({ sum, exact }) => sum === exact);
  const [isInteger, hasSixths] = [isExact(single), isExact(await asked.singleProducts(576))];
  const tile = await asked.disturbedOutputs();
  const { how, ...transform } = transformOf(tile, isInteger, hasSixths, transformsAt(shape));
  return { obstacle: 'transform', because: `${mixed}, ${how}: ${transform.words}`, transform };
}

function transformOf(
  { most, isWhole }: Awaited<ReturnType<TransformProbes['disturbedOutputs']>>,
  isInteger: boolean,
  hasSixths: boolean,
  possible: readonly TransformName[],
): Transform & { readonly how: string } {
  const winograd = possible.length > 1;
  if (isInteger && most === 0) {
    const names: readonly TransformName[] = winograd ? ['winograd-2'] : possible;
    return { names, how: 'exact for small integers', words: "such as Winograd's F(2, 3)" };
  }
  if (hasSixths && (isWhole || most <= 5)) {
    const names: readonly TransformName[] = winograd ? ['winograd-4'] : possible;
    return { names, how: 'exact for taps divisible by 6 and 24', words: "such as Winograd's F(4, 3)" };
  }
  if (winograd && !isWhole && most <= 7) {
    const side = most <= 5 ? 4 : 6;
    const points = side === 4 ? ' with other points, such as √2' : '';
    const how = `in tiles of ${side} by ${side} outputs`;
    return { names: [`winograd-${side}`], how, words: `such as Winograd's F(${side}, 3)${points}` };
  }
  const names = isWhole ? possible : possible.filter((name) => name === 'fourier');
  return { names, how: 'inexact for single ones', words: 'with irrational factors, such as an FFT' };
}
