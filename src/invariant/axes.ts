import type { ConvShape, Operation } from '../conv/shape.ts';
import { termCount } from '../conv/terms.ts';

/** What is varied around a base, one at a time. docs/invariance.md says what each is for each operation. */
export type Axis = 'batch' | 'place' | 'rows' | 'columns' | 'channels' | 'terms' | 'padding' | 'threads';

export const allAxes: readonly Axis[] = [
  ...(['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads'] as const),
];

/** How one sum is asked: in which shape, among how many equal cases of a request, by how many threads. */
export interface Setting {
  readonly shape: ConvShape;
  /** Cases in a request; undefined: as many as fit. */
  readonly cases?: number;
  readonly threads: number;
  /** Input channels of the image that carry numbers; all others are +0. Undefined: all. */
  readonly channels?: number;
}

/**
 * The base as it is varied. A product of matrices is written as an image of M rows and one column with K channels,
 * under N filters of one tap; its host computes this product for any other shape with as many windows.
 */
export function baseSetting(shape: ConvShape, operation: Operation, windows: number): Setting {
  if (operation !== 'matmul' && operation !== 'einsum') return { shape, threads: 1 };
  const sizes = { batch: 1, height: windows, width: 1, channelsIn: termCount(shape, operation) };
  const plain = { kernelHeight: 1, kernelWidth: 1, stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
  return { shape: { ...sizes, ...plain, channelsOut: shape.channelsOut }, threads: 1 };
}

/** The axes of an operation. Others would change nothing, or are the same as one of these. */
export function axesOf(operation: Operation): readonly Axis[] {
  if (operation === 'conv2d') return ['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads'];
  if (operation === 'depthwise-conv2d') return ['batch', 'place', 'rows', 'columns', 'channels', 'threads'];
  if (operation === 'matmul' || operation === 'einsum')
    return ['batch', 'place', 'rows', 'columns', 'terms', 'padding', 'threads'];
  return ['batch', 'place', 'terms', 'padding', 'threads'];
}

export interface Varied {
  readonly name: string;
  readonly least: number;
  /** The largest size by default. */
  readonly most: number;
  readonly at: (size: number) => Setting;
}

/** Sizes of an axis that goes with the shape. */
export function variedOf(axis: Exclude<Axis, 'place' | 'threads'>, base: Setting, operation: Operation): Varied {
  const { shape } = base;
  const withShape = (change: (size: number) => Partial<ConvShape>): Varied['at'] => {
    return (size) => ({ ...base, shape: { ...shape, ...change(size) } });
  };
  const convolves = operation === 'conv2d' || operation === 'depthwise-conv2d';
  const reach = (taps: number, dilation: number): number => (taps - 1) * dilation + 1;
  switch (axis) {
    case 'batch':
      if (convolves) return { name: 'images', least: 1, most: 64, at: withShape((batch) => ({ batch })) };
      return { name: 'cases in a request', least: 1, most: 64, at: (cases) => ({ ...base, cases }) };
    case 'rows': {
      const least = convolves ? reach(shape.kernelHeight, shape.dilation[0]) : 1;
      return { name: 'rows', least, most: convolves ? 64 : 1024, at: withShape((height) => ({ height })) };
    }
    case 'columns':
      if (!convolves)
        return { name: 'columns', least: 1, most: 1024, at: withShape((channelsOut) => ({ channelsOut })) };
      return {
        ...{ name: 'columns', least: reach(shape.kernelWidth, shape.dilation[1]), most: 64 },
        at: withShape((width) => ({ width })),
      };
    case 'channels':
      return operation === 'depthwise-conv2d'
        ? { name: 'channels', least: 1, most: 256, at: withShape((channelsIn) => ({ channelsIn })) }
        : { name: 'channels', least: 1, most: 256, at: withShape((channelsOut) => ({ channelsOut })) };
    case 'terms': {
      const most = operation === 'conv2d' ? 64 : 1024;
      const taps = termCount(shape, operation) / shape.channelsIn;
      // The window of a dot product or of a multiply-sum grows by its last axis.
      return {
        name: taps === 1 ? 'terms' : `× ${taps} terms`,
        least: 1,
        most,
        at: withShape((c) => ({ channelsIn: c })),
      };
    }
    case 'padding': {
      const { channelsIn } = shape;
      const most = channelsIn + 192;
      const at = (c: number): Setting => ({ ...base, channels: channelsIn, shape: { ...shape, channelsIn: c } });
      const name = `${operation === 'conv2d' ? 'channels' : 'terms'} with zeros`;
      return { name, least: channelsIn, most, at };
    }
  }
}
