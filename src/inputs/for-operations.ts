import { unsuited } from '../conv/check-shape.ts';
import { outputShape, outputSlices } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { productCount } from '../conv/terms.ts';
import { volumeOf } from '../conv/volume.ts';
import type { Rng } from './random.ts';

/** The share of shapes, among those that could have them, with groups or output padding. */
const share = 0.5;
/** Every group has filters of its own, so groups multiply the outputs. */
const mostOutputs = 2 ** 12;

/**
 * A shape with what some operations need beside conv2d: groups for `grouped-conv2d` and `batched-matmul`, output
 * padding for `transposed-conv2d`, one row if nothing but `conv1d` is asked, slices for `conv3d`, but few if others
 * are asked, which have none. Others ignore groups and output padding. Groups are any divisor of the channels, the
 * number of channels among them. `rngOf` gives a random stream of its own for each of these, so that what is drawn
 * does not depend on the other operations.
 */
export function forOperations(
  drawn: ConvShape,
  operations: readonly Operation[],
  rngOf: (what: string) => Rng,
): ConvShape {
  const has = (...names: readonly Operation[]): boolean => names.some((name) => operations.includes(name));
  const only = (name: Operation): boolean => operations.length > 0 && operations.every((one) => one === name);
  if (has('conv3d')) {
    const rng = rngOf('slices');
    if (only('conv3d') || rng.chance(volumeShare)) return withDepth(drawn, rng);
  }
  let shape = only('conv1d') ? oneRow(drawn) : drawn;
  if (has('grouped-conv2d', 'batched-matmul') && shape.channelsIn > 1) {
    const rng = rngOf('groups');
    const groups = rng.pick(divisorsOf(shape.channelsIn));
    const [, rows, columns] = outputShape(shape);
    const isLarge = shape.batch * rows * columns * groups * shape.channelsOut > mostOutputs;
    if (rng.chance(share) && !isLarge) shape = { ...shape, groups };
  }
  if (has('transposed-conv2d') && shape.padding !== 'same') {
    const rng = rngOf('output padding');
    // Frameworks take less output padding than stride or dilation.
    const most = (axis: 0 | 1): number => Math.max(shape.stride[axis], shape.dilation[axis]) - 1;
    const outputPadding = [rng.between(0, most(0)), rng.between(0, most(1))] as const;
    const padded = { ...shape, outputPadding };
    const isZero = outputPadding[0] + outputPadding[1] === 0;
    if (rng.chance(share) && !isZero && unsuited(padded, 'transposed-conv2d') === undefined) shape = padded;
  }
  return shape;
}

/** The share of volumes where other operations are asked too, which have none. */
const volumeShare = 0.125;
/** Slices of the kernel: as many as usual, none beside a large image. */
const mostSlices = 4;
/** The most products of a volume. */
const mostProducts = 2 ** 16;

/** A volume whose slices have this shape; a few are left a single slice. */
function withDepth(slice: ConvShape, rng: Rng): ConvShape {
  const [kernel, stride, dilation] = [rng.between(1, mostSlices), rng.between(1, 3), rng.between(1, 2)];
  const reach = (kernel - 1) * dilation + 1;
  const kind = rng.below(3);
  const [before, after] = [rng.below(reach), rng.below(reach)];
  const size = kind === 0 ? reach + rng.below(4) : rng.between(1, reach + 2);
  const padding = kind === 0 ? 'valid' : kind === 1 ? 'same' : ([before, after, 0, 0, 0, 0] as const);
  const { depth } = volumeOf(slice, { size, kernel, stride, dilation }, padding);
  const volume = { ...slice, depth };
  const isLarge = productCount(volume, 'conv3d') > mostProducts;
  return isLarge || unsuited(volume, 'conv3d') !== undefined || outputSlices(volume) < 1 ? slice : volume;
}

function oneRow(shape: ConvShape): ConvShape {
  const { padding } = shape;
  const sides = typeof padding === 'string' ? padding : ([0, 0, padding[2], padding[3]] as const);
  const { stride, dilation } = shape;
  return { ...shape, height: 1, kernelHeight: 1, stride: [1, stride[1]], dilation: [1, dilation[1]], padding: sides };
}

/** The divisors of a number greater than 1, without 1. */
function divisorsOf(n: number): readonly [number, ...number[]] {
  const others = Array.from({ length: n - 2 }, (_, index) => index + 2).filter((one) => n % one === 0);
  return others.length === 0 ? [n] : [others[0]!, ...others.slice(1), n];
}
