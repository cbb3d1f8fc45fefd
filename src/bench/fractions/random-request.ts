import { arrayOf } from '../../arrays/array-of.ts';
import type { ArrayRequest, ConvRequest } from '../../arrays/request.ts';
import type { ArrayFile } from '../../files/array-file.ts';
import { type ElementType, formatOfType } from '../../float/element-type.ts';
import { roundTo } from '../../float/round-to.ts';
import type { Rng } from '../../inputs/random.ts';

/** Random requests over small arrays of every type, with every option of every operation. */
export interface Draw {
  /** From 0 to `below` − 1. */
  integer(below: number): number;
  array(sizes: readonly number[], path: string): ArrayFile;
}

const types: readonly ElementType[] = [
  ...(['float16', 'bfloat16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16'] as const),
  ...(['int32', 'uint32', 'int64', 'uint64', 'bool'] as const),
];

export function drawOf(random: Rng): Draw {
  const integer = (below: number): number => Math.floor(random.unit() * below);
  const numberOf = (type: ElementType): (() => number) => {
    const format = formatOfType(type);
    if (format !== undefined) {
      const round = format.precision >= 53 ? (x: number) => x : roundTo(format, 'nearest-even');
      const { minExponent, maxExponent, precision } = format;
      // Over the whole range or near 1, of all bits or of few, now and then zero.
      const spread = integer(2) === 0 ? 6 : maxExponent - minExponent + precision;
      const least = spread === 6 ? -3 : minExponent - precision + 1;
      const bits = integer(3) === 0 ? 3 : 53;
      return () => {
        if (integer(8) === 0) return 0;
        const exponent = least + integer(spread);
        const half = 2 ** Math.floor(exponent / 2);
        const significand = 1 + Math.floor(random.unit() * 2 ** (bits - 1)) / 2 ** (bits - 1);
        const x = round(significand * half * 2 ** (exponent - Math.floor(exponent / 2)));
        return (integer(2) === 0 ? 1 : -1) * (Number.isFinite(x) ? x : 1);
      };
    }
    if (type === 'bool') return () => integer(2);
    const width = Math.min(53, Number(/\d+$/.exec(type)![0]));
    return type.startsWith('u') ? () => integer(2 ** width) : () => integer(2 ** width) - 2 ** (width - 1);
  };
  return {
    integer,
    array(sizes, path) {
      const type = types[integer(types.length)]!;
      const draw = numberOf(type);
      const length = sizes.reduce((product, size) => product * size, 1);
      return arrayOf(Float64Array.from({ length }, draw), sizes, type, path);
    },
  };
}

export function randomRequest(draw: Draw): ArrayRequest {
  const choice = draw.integer(5);
  if (choice < 2) return randomConv(draw);
  if (choice === 2) return randomMatmul(draw);
  return choice === 3 ? randomSum(draw) : randomDot(draw);
}

const few = ({ integer }: Draw): number => 1 + integer(3);

function randomConv(draw: Draw): ArrayRequest {
  const { integer, array } = draw;
  const single = integer(4) === 0;
  const isVolume = !single && integer(3) === 0;
  const groups = integer(2) === 0 ? few(draw) : 1;
  const [depth, width] = [1 + integer(2), 1 + integer(2)];
  const [height, kernelHeight] = single ? [1, 1] : [1 + integer(4), 1 + integer(3)];
  const [span, kernelWidth] = [1 + integer(5), 1 + integer(3)];
  const transposed = integer(3) === 0;
  const layout = integer(2) === 0 ? 'nhwc' : 'nchw';
  const kernelLayout = integer(2) === 0 ? 'hwio' : 'oihw';
  const [pair, gaps] = [[1 + integer(3), 1 + integer(3)] as const, [1 + integer(2), 1 + integer(2)] as const];
  const [slices, kernelSlices] = isVolume ? [1 + integer(4), 1 + integer(3)] : [1, 1];
  const [stride, dilation] = isVolume
    ? [[1 + integer(3), ...pair] as const, [1 + integer(2), ...gaps] as const]
    : [pair, gaps];
  const sides = [0, 0, single ? 0 : 1, single ? 0 : 1].map((_, side) =>
    integer(side < 2 ? kernelHeight : kernelWidth),
  ) as unknown as readonly [number, number, number, number];
  const ends = isVolume ? ([integer(kernelSlices), integer(kernelSlices)] as const) : undefined;
  const numbers = ends === undefined ? sides : ([...ends, ...sides] as const);
  const padding = integer(3) === 0 && !transposed ? 'same' : numbers;
  const order = (letters: string): string => {
    const text = transposed ? ({ hwio: 'hwoi', oihw: 'iohw' }[letters] ?? letters) : letters;
    return single ? text.replace('h', '') : isVolume ? text.replace('h', 'dh') : text;
  };
  const image = { n: 1 + integer(2), d: slices, h: height, w: span, c: depth * groups };
  const kernel = transposed
    ? { d: kernelSlices, h: kernelHeight, w: kernelWidth, i: depth * groups, o: width }
    : { d: kernelSlices, h: kernelHeight, w: kernelWidth, i: depth, o: width * groups };
  const sizes = (letters: string, all: Readonly<Record<string, number>>): number[] =>
    [...order(letters)].map((letter) => all[letter]!);
  const request: ConvRequest = {
    ...{ kind: 'conv', stride, dilation, padding, groups, transposed, layout, kernelLayout },
    image: array(sizes(layout, image), 'x'),
    kernel: array(sizes(kernelLayout, kernel), 'w'),
  };
  return integer(3) === 0 ? { ...request, bias: array([width * groups], 'b') } : request;
}

function randomMatmul(draw: Draw): ArrayRequest {
  const { integer, array } = draw;
  const [rows, depth, columns] = [few(draw), 1 + integer(6), few(draw)];
  const batch = Array.from({ length: integer(3) }, () => few(draw));
  const own = (): number[] => batch.map((size) => (integer(3) === 0 ? 1 : size)).slice(integer(batch.length + 1));
  return {
    kind: 'matmul',
    left: array(integer(5) === 0 ? [depth] : [...own(), rows, depth], 'a'),
    right: array(integer(5) === 0 ? [depth] : [...own(), depth, columns], 'b'),
  };
}

function randomDot(draw: Draw): ArrayRequest {
  const sizes = Array.from({ length: 1 + draw.integer(3) }, () => few(draw));
  return { kind: 'dot', left: draw.array(sizes, 'a'), right: draw.array(sizes, 'b') };
}

function randomSum(draw: Draw): ArrayRequest {
  const { integer, array } = draw;
  const sizes = Array.from({ length: 1 + integer(4) }, () => few(draw));
  const axes = sizes.flatMap((_, axis) => (integer(2) === 0 ? [integer(2) === 0 ? axis : axis - sizes.length] : []));
  return { kind: 'sum', array: array(sizes, 'a'), axes, mean: integer(2) === 0 };
}
