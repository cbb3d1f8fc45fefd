import type { ArrayFile } from '../files/array-file.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';
import type { Format } from '../float/format.ts';
import type { testRandom } from '../float/random.test-support.ts';
import { roundTo } from '../float/round-to.ts';
import { arrayOf } from './array-of.ts';
import type { ArrayRequest, ConvRequest } from './request.ts';

/** `wild`: some arrays have NaN, infinities, and numbers near the ends of the range. */
type Random = ReturnType<typeof testRandom> & { readonly wild?: boolean };

/** A random request, with the terms of every output from the definition of the operation, by plain loops. */
export interface RandomQuestion {
  readonly request: ArrayRequest;
  readonly outputSizes: readonly number[];
  readonly divisor: number;
  /** For each output, in C order of the answer, its terms as pairs of factors. */
  readonly terms: readonly (readonly [number, number][])[];
}

export const types: readonly ElementType[] = [
  ...(['float32', 'float32', 'float16', 'bfloat16', 'float64', 'int8', 'uint8', 'int32', 'bool'] as const),
];

const rounds = new Map<Format, (x: number) => number>();

/** A number rounded to nearest in a format. */
export function nearest(x: number, format: Format): number {
  if (format.precision >= 53) return x;
  const round = rounds.get(format) ?? roundTo(format, 'nearest-even');
  rounds.set(format, round);
  return round(x);
}

const tiny = (random: Random): number => 1 + random.integer(3);

export function randomNumbers(random: Random, type: ElementType, length: number): number[] {
  const format = formatOfType(type);
  const sparse = random.integer(4) === 0;
  const coarse = random.integer(4) === 0;
  const scale = format !== undefined && random.wild === true ? wildScale(random, format) : 1;
  const special = random.wild === true && format !== undefined && random.integer(8) === 0;
  return Array.from({ length }, () => {
    if (sparse && random.integer(2) === 0) return 0;
    if (type === 'bool') return random.integer(2);
    if (format === undefined) return random.integer(200) - (type.startsWith('u') ? 0 : 100);
    if (special && random.integer(5) === 0) return specials[random.integer(specials.length)]!;
    if (coarse) return nearest((random.integer(17) - 8) * scale, format);
    const x = random.binary32(-4, 3) + (type === 'float64' ? random.binary32(-30, -26) : 0);
    return nearest(x * scale, format);
  });
}

const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];

/** Now and then, products of two such numbers overflow or underflow in the format, or nearly. */
function wildScale(random: Random, { precision, minExponent, maxExponent }: Format): number {
  const choice = random.integer(6);
  if (choice === 0) return 2 ** (Math.floor(maxExponent / 2) - 2 + random.integer(4));
  if (choice === 1) return 2 ** (maxExponent - 4);
  if (choice === 2) return 2 ** Math.floor((minExponent - precision) / 2 + random.integer(4));
  return 1;
}

export function randomArray(random: Random, sizes: readonly number[], path: string, type?: ElementType): ArrayFile {
  const kind = type ?? types[random.integer(types.length)]!;
  const length = sizes.reduce((product, size) => product * size, 1);
  return arrayOf(randomNumbers(random, kind, length), sizes, kind, path);
}

export function randomQuestion(random: Random, kind: ArrayRequest['kind']): RandomQuestion {
  if (kind === 'conv') return randomConv(random);
  if (kind === 'matmul') return randomMatmul(random);
  return kind === 'dot' ? randomDot(random) : randomSum(random);
}

const at = (file: ArrayFile, index: number): number => file.read(index, index + 1)[0]!;

/** The flat index of a place. */
const flat = (sizes: readonly number[], place: readonly number[]): number =>
  sizes.reduce((index, size, axis) => index * size + place[axis]!, 0);

const arrange = (order: string, sizes: Readonly<Record<string, number>>): number[] =>
  [...order].map((letter) => sizes[letter]!);

/** All places of an array, in C order. */
function places(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, step) => [...place, step])),
    [[]],
  );
}

function randomConv(random: Random): RandomQuestion {
  const single = random.integer(4) === 0;
  const groups = random.integer(3) === 0 ? tiny(random) : 1;
  const [depth, width] = [tiny(random), tiny(random)];
  const [channelsIn, channelsOut] = [depth * groups, width * groups];
  const [n, h, w] = [tiny(random), single ? 1 : 2 + random.integer(5), 3 + random.integer(5)];
  const [kh, kw] = [single ? 1 : 1 + random.integer(Math.min(3, h)), 1 + random.integer(3)];
  const transposed = random.integer(4) === 0;
  const layout = random.integer(2) === 0 ? 'nhwc' : 'nchw';
  const kernelLayout = random.integer(2) === 0 ? 'hwio' : 'oihw';
  const stride = [1 + random.integer(2), 1 + random.integer(3)] as const;
  const dilation = (kw - 1) * 2 + 1 <= w && (kh - 1) * 2 + 1 <= h && random.integer(3) === 0 ? 2 : 1;
  const strip = (order: string): string => (single ? order.replace('h', '') : order);
  const imageOrder = strip(layout);
  const kernelOrder = strip(transposed ? { hwio: 'hwoi', oihw: 'iohw' }[kernelLayout] : kernelLayout);
  const kernelSizes = transposed
    ? { h: kh, w: kw, i: channelsIn, o: width }
    : { h: kh, w: kw, i: depth, o: channelsOut };
  const image = randomArray(random, arrange(imageOrder, { n, h, w, c: channelsIn }), 'x');
  const kernel = randomArray(random, arrange(kernelOrder, kernelSizes), 'w');
  const bias = random.integer(3) === 0 ? randomArray(random, [channelsOut], 'b') : undefined;
  const [sh, sw] = [single ? 1 : stride[0], stride[1]];
  const reach = [(kh - 1) * dilation + 1, (kw - 1) * dilation + 1] as const;
  const kinds = transposed ? 3 : 4;
  const choice = random.integer(kinds);
  const number = random.integer(Math.min(kh, kw) + (single ? 0 : 0));
  const sides = [random.integer(kh), random.integer(kh), random.integer(kw), random.integer(kw)] as const;
  const padding: ConvRequest['padding'] =
    choice === 0 ? 'valid' : choice === 1 ? (transposed ? number : 'same') : choice === 2 ? number : sides;
  const [top, bottom, left, right] = explicit(padding, single, [h, w], reach, [sh, sw]);
  const rows = transposed ? (h - 1) * sh + reach[0] - top - bottom : Math.floor((h + top + bottom - reach[0]) / sh) + 1;
  const columns = transposed
    ? (w - 1) * sw + reach[1] - left - right
    : Math.floor((w + left + right - reach[1]) / sw) + 1;
  if (rows < 1 || columns < 1) return randomConv(random);
  const outputSizes = arrange(imageOrder, { n, h: rows, w: columns, c: channelsOut });
  const terms: [number, number][][] = places(outputSizes).map(() => []);
  const put = (b: number, y: number, x: number, o: number, pair: [number, number]): void => {
    const place: Readonly<Record<string, number>> = { n: b, h: y, w: x, c: o };
    terms[flat(outputSizes, arrange(imageOrder, place))]!.push(pair);
  };
  for (const [b, y, x, o] of places([n, rows, columns, channelsOut]) as [number, number, number, number][]) {
    const group = Math.floor(o / width);
    for (const [r, q, k] of places([kh, kw, depth]) as [number, number, number][]) {
      const [top0, left0] = [y + top - r * dilation, x + left - q * dilation];
      const [i, j] = transposed ? [top0 / sh, left0 / sw] : [y * sh + r * dilation - top, x * sw + q * dilation - left];
      if (!Number.isInteger(i) || !Number.isInteger(j) || i < 0 || j < 0 || i >= h || j >= w) continue;
      const pixel = at(image, flat(image.sizes, arrange(imageOrder, { n: b, h: i, w: j, c: group * depth + k })));
      const tapPlace = transposed
        ? { h: r, w: q, i: group * depth + k, o: o - group * width }
        : { h: r, w: q, i: k, o };
      put(b, y, x, o, [pixel, at(kernel, flat(kernel.sizes, arrange(kernelOrder, tapPlace)))]);
    }
    if (bias !== undefined) put(b, y, x, o, [at(bias, o), 1]);
  }
  const request: ConvRequest = {
    ...{ kind: 'conv', image, kernel, stride, dilation, padding, groups, transposed, layout, kernelLayout },
    ...(bias === undefined ? {} : { bias }),
  };
  return { request, outputSizes, divisor: 1, terms };
}

function explicit(
  padding: ConvRequest['padding'],
  single: boolean,
  sizes: readonly [number, number],
  reach: readonly [number, number],
  stride: readonly [number, number],
): readonly [number, number, number, number] {
  if (typeof padding === 'number') return single ? [0, 0, padding, padding] : [padding, padding, padding, padding];
  if (padding === 'same') {
    const totals = ([0, 1] as const).map((axis) =>
      Math.max(0, (Math.ceil(sizes[axis] / stride[axis]) - 1) * stride[axis] + reach[axis] - sizes[axis]),
    );
    return totals.flatMap((total) => [total >> 1, total - (total >> 1)]) as [number, number, number, number];
  }
  return typeof padding === 'object' ? (padding as readonly [number, number, number, number]) : [0, 0, 0, 0];
}

function randomMatmul(random: Random): RandomQuestion {
  const depth = 1 + random.integer(6);
  const [rows, columns] = [tiny(random), tiny(random)];
  const batch = Array.from({ length: random.integer(3) }, () => tiny(random));
  const own = (): number[] =>
    batch.map((size) => (random.integer(3) === 0 ? 1 : size)).slice(random.integer(batch.length + 1));
  const [leftVector, rightVector] = [random.integer(5) === 0, random.integer(5) === 0];
  const left = randomArray(random, leftVector ? [depth] : [...own(), rows, depth], 'a');
  const right = randomArray(random, rightVector ? [depth] : [...own(), depth, columns], 'b');
  const batches = [left, right].map(({ sizes }) => sizes.slice(0, -2));
  const length = Math.max(...batches.map((sizes) => sizes.length));
  const joint = Array.from({ length }, (_, place) =>
    Math.max(...batches.map((sizes) => sizes[sizes.length - length + place] ?? 1)),
  );
  const outputSizes = [...joint, ...(leftVector ? [] : [rows]), ...(rightVector ? [] : [columns])];
  const placeIn = ({ sizes }: ArrayFile, place: readonly number[], row: number, column: number): number => {
    if (sizes.length === 1) return Math.max(row, column) < 0 ? 0 : row >= 0 && column >= 0 ? row + column : 0;
    const own = sizes.slice(0, -2).map((size, axis) => (size === 1 ? 0 : place[length - sizes.length + 2 + axis]!));
    return flat(sizes, [...own, row, column]);
  };
  const terms = places([...joint, leftVector ? 1 : rows, rightVector ? 1 : columns]).map((place) => {
    const [row, column] = place.slice(-2) as [number, number];
    return Array.from({ length: depth }, (_, k): [number, number] => [
      at(left, leftVector ? k : placeIn(left, place, row, k)),
      at(right, rightVector ? k : placeIn(right, place, k, column)),
    ]);
  });
  return { request: { kind: 'matmul', left, right }, outputSizes, divisor: 1, terms };
}

function randomDot(random: Random): RandomQuestion {
  const sizes = Array.from({ length: 1 + random.integer(2) }, () => 1 + random.integer(8));
  const [left, right] = [randomArray(random, sizes, 'a'), randomArray(random, sizes, 'b')];
  const terms = [Array.from({ length: left.length }, (_, i): [number, number] => [at(left, i), at(right, i)])];
  return { request: { kind: 'dot', left, right }, outputSizes: [], divisor: 1, terms };
}

function randomSum(random: Random): RandomQuestion {
  const sizes = Array.from({ length: 1 + random.integer(4) }, () => tiny(random));
  const array = randomArray(random, sizes, 'a');
  const axes = sizes.flatMap((_, axis) => (random.integer(2) === 0 ? [axis] : []));
  const mean = random.integer(2) === 0;
  const outputSizes = sizes.filter((_, axis) => !axes.includes(axis));
  const terms: [number, number][][] = places(outputSizes).map(() => []);
  for (const place of places(sizes)) {
    const kept = place.filter((_, axis) => !axes.includes(axis));
    terms[flat(outputSizes, kept)]!.push([at(array, flat(sizes, place)), 1]);
  }
  const asked = axes.map((axis) => (random.integer(2) === 0 ? axis : axis - sizes.length));
  return {
    request: { kind: 'sum', array, axes: asked, mean },
    outputSizes,
    divisor: mean ? terms[0]!.length : 1,
    terms,
  };
}
