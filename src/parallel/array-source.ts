import { arrayOf, inMemory } from '../arrays/array-of.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { inflatedArray, openArray } from '../files/open-array.ts';
import { roundedTo } from '../files/with-type.ts';
import type { ElementType, FloatType } from '../float/element-type.ts';

/** How a thread gets an array: from its file, inflated from one, or from shared memory. A plain record, which threads can exchange. */
export type ArraySource =
  | { readonly path: string; readonly type: ElementType }
  | { readonly path: string; readonly type: ElementType; readonly inflated: SharedArrayBuffer }
  | {
      readonly path: string;
      readonly type: ElementType;
      readonly sizes: readonly number[];
      readonly shared: SharedArrayBuffer;
    };

/**
 * What lies in a file as it is in memory is read in parts. What was inflated is shared as it is. Other files are read
 * once, if 128 MiB can hold the numbers.
 */
const readInParts = /\.(npy|safetensors)(:.*)?$/i;
const mostShared = 2 ** 24;
const atATime = 2 ** 20;

export function sourceOf(file: ArrayFile): ArraySource {
  const { path, type, sizes, length } = file;
  if (file.share !== undefined) return { path, type, inflated: file.share() };
  if (!(inMemory in file) && (readInParts.test(path) || length > mostShared)) return { path, type };
  const shared = new SharedArrayBuffer(length * 8);
  const numbers = new Float64Array(shared);
  for (let from = 0; from < length; from += atATime) {
    numbers.set(file.read(from, Math.min(length, from + atATime)), from);
  }
  return { path, type, sizes, shared };
}

export function openSource(source: ArraySource): ArrayFile {
  if ('shared' in source) return arrayOf(new Float64Array(source.shared), source.sizes, source.type, source.path);
  const file = 'inflated' in source ? inflatedArray(source.path, source.inflated) : openArray(source.path);
  // Only `withType` changes the type of a file.
  return file.type === source.type ? file : roundedTo(file, source.type as FloatType);
}
