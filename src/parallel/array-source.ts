import { arrayOf, inMemory } from '../arrays/array-of.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { openArray } from '../files/open-array.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';
import { roundTo } from '../float/round-to.ts';

/** How a thread gets an array: from its file, or from shared memory. A plain record, which threads can exchange. */
export type ArraySource =
  | { readonly path: string; readonly type: ElementType }
  | {
      readonly path: string;
      readonly type: ElementType;
      readonly sizes: readonly number[];
      readonly shared: SharedArrayBuffer;
    };

/** Up to so many numbers are shared, 32 MiB: most arrays, and all that come from text. */
const mostShared = 2 ** 22;

export function sourceOf(file: ArrayFile): ArraySource {
  const { path, type, sizes, length } = file;
  if (length > mostShared && !(inMemory in file)) return { path, type };
  const shared = new SharedArrayBuffer(length * 8);
  const numbers = new Float64Array(shared);
  for (let from = 0; from < length; from += mostShared) {
    numbers.set(file.read(from, Math.min(length, from + mostShared)), from);
  }
  return { path, type, sizes, shared };
}

export function openSource(source: ArraySource): ArrayFile {
  if ('shared' in source) return arrayOf(new Float64Array(source.shared), source.sizes, source.type, source.path);
  const file = openArray(source.path);
  if (file.type === source.type) return file;
  // The array was taken as one of another type.
  const { type } = source;
  const format = formatOfType(type);
  const nearest = format === undefined || format.precision >= 53 ? (x: number) => x : roundTo(format, 'nearest-even');
  return { ...file, type, read: (from, to) => file.read(from, to).map(nearest) };
}
