import type { ArrayFile } from '../files/array-file.ts';
import { offsetsOf, sizeOfAxis } from './axes.ts';
import type { Operand } from './question.ts';

export type Range = readonly [from: number, to: number];

/** A read of so many numbers is one piece, even if only an eighth of them is wanted. */
const onePiece = 2 ** 20;
const leastShare = 1 / 8;
/** Below this a read costs as much as its call. */
const smallRead = 512;

/**
 * The numbers of an operand in the given ranges of its axes, the last axis the fastest. Reads pieces of the file that
 * are mostly wanted, each at most 8 MiB, whatever the order of the axes in the file.
 */
export function readSlab({ file, axes }: Operand, ranges: readonly Range[]): Float64Array {
  const offsets = axes.map((axis, place) => offsetsOf(axis, ...(ranges[place] ?? [0, sizeOfAxis(axis)])));
  const strides: number[] = [];
  let length = 1;
  for (let axis = offsets.length - 1; axis >= 0; axis--) {
    strides[axis] = length;
    length *= offsets[axis]!.length;
  }
  const out = new Float64Array(length);
  if (length > 0) fill(file, offsets, strides, 0, out);
  return out;
}

function fill(
  file: ArrayFile,
  offsets: readonly Float64Array[],
  strides: readonly number[],
  place: number,
  out: Float64Array,
): void {
  let [from, to, count] = [0, 1, 1];
  for (const axis of offsets) {
    from += axis[0]!;
    to += axis[axis.length - 1]!;
    count *= axis.length;
  }
  const span = to - from;
  if (span <= smallRead || (span <= onePiece && count >= span * leastShare)) {
    gather(file.read(from, to), from, offsets, strides, place, out);
    return;
  }
  // Halve the axis that reaches farthest.
  let widest = 0;
  for (const [axis, all] of offsets.entries()) if (reach(all) > reach(offsets[widest]!)) widest = axis;
  const all = offsets[widest]!;
  const half = all.length >> 1;
  const replaced = (part: Float64Array): Float64Array[] => offsets.map((axis, at) => (at === widest ? part : axis));
  fill(file, replaced(all.subarray(0, half)), strides, place, out);
  fill(file, replaced(all.subarray(half)), strides, place + half * strides[widest]!, out);
}

/** Offsets ascend, because strides are not negative. */
const reach = (offsets: Float64Array): number => offsets[offsets.length - 1]! - offsets[0]!;

function gather(
  numbers: Float64Array,
  start: number,
  offsets: readonly Float64Array[],
  strides: readonly number[],
  place: number,
  out: Float64Array,
): void {
  // The longest axis is the inner loop.
  let longest = offsets.length - 1;
  for (const [axis, all] of offsets.entries()) if (all.length > offsets[longest]!.length) longest = axis;
  const inner = offsets[longest]!;
  const step = strides[longest]!;
  const outer = offsets.map((_, axis) => axis).filter((axis) => axis !== longest && offsets[axis]!.length > 1);
  let base = -start;
  for (const [axis, all] of offsets.entries()) if (axis !== longest && all.length === 1) base += all[0]!;
  const isDense = step === 1 && reach(inner) === inner.length - 1;
  const walk = (depth: number, at: number, offset: number): void => {
    if (depth < outer.length) {
      const all = offsets[outer[depth]!]!;
      const stride = strides[outer[depth]!]!;
      for (let i = 0; i < all.length; i++) walk(depth + 1, at + i * stride, offset + all[i]!);
    } else if (isDense) {
      const first = offset + inner[0]!;
      out.set(numbers.subarray(first, first + inner.length), at);
    } else {
      for (let i = 0, to = at; i < inner.length; i++, to += step) out[to] = numbers[offset + inner[i]!]!;
    }
  };
  walk(0, place, base);
}
