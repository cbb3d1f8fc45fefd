import { convolves, groupsOf, hasTaps } from '../conv/operation.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { termCount } from '../conv/terms.ts';
import { leastSize } from './full-window.ts';

/** What is varied around a base, one at a time. docs/invariance.md says what each is for each operation. */
export type Axis = 'batch' | 'place' | 'rows' | 'columns' | 'channels' | 'groups' | 'terms' | 'padding' | 'threads';

export const allAxes: readonly Axis[] = [
  ...(['batch', 'place', 'rows', 'columns', 'channels', 'groups', 'terms', 'padding', 'threads'] as const),
];

/** How one sum is asked: in which shape, among how many equal cases of a request, by how many threads. */
export interface Setting {
  readonly shape: ConvShape;
  /** Cases in a request; undefined: as many as fit. */
  readonly cases?: number;
  readonly threads: number;
  /** Of the channels that an output sees, those that carry numbers; all others are +0. Undefined: all. */
  readonly channels?: number;
}

/** Operations whose windows are the rows (or the columns) of one array. */
const ofArrays: readonly Operation[] = ['matmul', 'batched-matmul', 'einsum', 'sum-last-axis', 'sum-first-axis'];

/**
 * The base as it is varied. A product of matrices is written as an image of M rows and one column with K channels,
 * under N filters of one tap; its host computes this product for any other shape with as many windows. So is an array
 * whose axis is summed: M windows of K numbers.
 */
export function baseSetting(shape: ConvShape, operation: Operation, windows: number): Setting {
  if (!ofArrays.includes(operation)) return { shape, threads: 1 };
  const groups = groupsOf(shape, operation);
  const sizes = { batch: 1, height: windows, width: 1, channelsIn: termCount(shape, operation) * groups };
  const plain = { kernelHeight: 1, kernelWidth: 1, stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
  const divided = groups === 1 ? {} : { groups };
  return { shape: { ...sizes, ...plain, ...divided, channelsOut: shape.channelsOut }, threads: 1 };
}

const axesOfKinds: Readonly<Record<Operation, readonly Axis[]>> = {
  conv2d: ['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads'],
  'depthwise-conv2d': ['batch', 'place', 'rows', 'columns', 'channels', 'threads'],
  'grouped-conv2d': ['batch', 'place', 'rows', 'columns', 'channels', 'groups', 'terms', 'padding', 'threads'],
  'transposed-conv2d': ['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads'],
  conv1d: ['batch', 'place', 'columns', 'channels', 'terms', 'padding', 'threads'],
  conv3d: ['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads'],
  'multiply-sum': ['batch', 'place', 'terms', 'padding', 'threads'],
  dot: ['batch', 'place', 'terms', 'padding', 'threads'],
  matmul: ['batch', 'place', 'rows', 'columns', 'terms', 'padding', 'threads'],
  'batched-matmul': ['batch', 'place', 'rows', 'columns', 'groups', 'terms', 'padding', 'threads'],
  einsum: ['batch', 'place', 'rows', 'columns', 'terms', 'padding', 'threads'],
  sum: ['batch', 'place', 'terms', 'padding', 'threads'],
  'sum-last-axis': ['batch', 'place', 'rows', 'terms', 'padding', 'threads'],
  'sum-first-axis': ['batch', 'place', 'columns', 'terms', 'padding', 'threads'],
  // With other numbers of terms it is divided by another number.
  mean: ['batch', 'place', 'threads'],
};

/** The axes of an operation. Others would change nothing, or are the same as one of these. */
export const axesOf = (operation: Operation): readonly Axis[] => axesOfKinds[operation];

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
  const isConvolution = convolves(operation);
  const [groups, most] = [groupsOf(shape, operation), isConvolution ? 64 : 1024];
  const depth = shape.channelsIn / groups;
  switch (axis) {
    case 'batch':
      if (isConvolution) return { name: 'images', least: 1, most: 64, at: withShape((batch) => ({ batch })) };
      return { name: 'cases in a request', least: 1, most: 64, at: (cases) => ({ ...base, cases }) };
    case 'rows': {
      const least = isConvolution ? leastSize(shape, operation, 0) : 1;
      return { name: 'rows', least, most, at: withShape((height) => ({ height })) };
    }
    case 'columns': {
      if (isConvolution) {
        const least = leastSize(shape, operation, 1);
        return { name: 'columns', least, most, at: withShape((width) => ({ width })) };
      }
      const change = (size: number) => (hasTaps(operation) ? { channelsOut: size } : { height: size });
      return { name: 'columns', least: 1, most, at: withShape(change) };
    }
    case 'channels':
      return operation === 'depthwise-conv2d'
        ? { name: 'channels', least: 1, most: 256, at: withShape((channelsIn) => ({ channelsIn })) }
        : { name: 'channels', least: 1, most: 256, at: withShape((channelsOut) => ({ channelsOut })) };
    case 'groups': {
      const name = isConvolution ? 'groups' : 'products in a call';
      return { name, least: 1, most: 64, at: withShape((size) => ({ groups: size, channelsIn: depth * size })) };
    }
    case 'terms': {
      const taps = termCount(shape, operation) / depth;
      // The window of a dot product, of a multiply-sum or of a sum grows by its last axis.
      const name = taps === 1 ? 'terms' : `× ${taps} terms`;
      return { name, least: 1, most, at: withShape((size) => ({ channelsIn: size * groups })) };
    }
    case 'padding': {
      const at = (size: number): Setting => {
        return { ...base, channels: depth, shape: { ...shape, channelsIn: size * groups } };
      };
      return { name: `${isConvolution ? 'channels' : 'terms'} with zeros`, least: depth, most: depth + 192, at };
    }
  }
}
