import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ElementType } from '../float/element-type.ts';
import { type Bytes, readBytes, utf8Of, viewOf } from './bytes.ts';
import { widths } from './element-bytes.ts';
import { lengthOf } from './number-array.ts';
import { parseJson } from './parse-json.ts';
import type { StoredArray } from './stored-array.ts';

/** 16 MiB: about 100,000 arrays. */
const longestHeader = 2 ** 24;

const types: Readonly<Record<string, ElementType>> = {
  ...{ F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64', BOOL: 'bool' },
  ...{ I8: 'int8', I16: 'int16', I32: 'int32', I64: 'int64', U8: 'uint8', U16: 'uint16', U32: 'uint32', U64: 'uint64' },
};

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads the header of a safetensors file: its length in 8 bytes, little-endian; a JSON object with `dtype`, `shape` and
 * `data_offsets` of each array by its name; then the numbers, in C order and little-endian, without gaps. Gives a
 * function for each name, because a file may also hold arrays of types that are not read. Throws a UsageError that
 * begins with `path`.
 */
export function parseSafetensors(path: string, bytes: Bytes): ReadonlyMap<string, () => StoredArray> {
  const refuse = (what: string): never => {
    throw new UsageError(`${path}: not a readable .safetensors file: ${what}`);
  };
  if (bytes.length < 8) refuse('it has no header');
  const length = viewOf(readBytes(bytes, 0, 8)).getBigUint64(0, true);
  if (length > BigInt(longestHeader)) refuse(`its header claims ${length} bytes; at most ${longestHeader} are read`);
  const start = 8 + Number(length);
  if (start > bytes.length) refuse(`cut short: its header claims ${length} bytes`);
  const text = utf8Of(readBytes(bytes, 8, Number(length)));
  const header = parseJson(path, text);
  if (!isObject(header)) refuse('its header is not an object');
  const entries = Object.entries(header as object)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => entryOf(name, value) ?? refuse(`the entry ${shown(name)} is not one of an array`));
  checkOffsets(entries, bytes.length - start, refuse);
  return new Map(entries.map((entry) => [entry.name, () => stored(path, entry, start)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

function entryOf(name: string, value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) return undefined;
  return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
}

/** The arrays lie one after the other and fill the file, as the format demands: no byte belongs to two or to none. */
function checkOffsets(entries: readonly Entry[], length: number, refuse: (what: string) => never): void {
  let place = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const offsets = `${shown(name)} has the bytes ${begin} to ${end}`;
    if (end < begin) refuse(`${offsets}, which is less than none`);
    if (begin < place) refuse(`${offsets}, which overlap with another array`);
    if (begin > place) refuse(`${offsets}, after ${begin - place} that belong to none`);
    if (end > length) refuse(`cut short: ${offsets}, but the file has ${length}`);
    place = end;
  }
  if (place < length) refuse(`longer than its header says: ${length} bytes of numbers, where ${place} are named`);
}

function stored(path: string, { name, dtype, shape, begin, end }: Entry, start: number): StoredArray {
  const where = `${path}:${shown(name)}`;
  const type = Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (type === undefined)
    throw new UsageError(`${where}: holds ${shown(dtype)}; ${Object.keys(types).join(', ')} are read`);
  const length = lengthOf(shape);
  if (length === undefined || shape.length > 64)
    throw new UsageError(`${where}: has an invalid shape, (${shown(shape.join(', '))})`);
  const needed = length * widths[type];
  if (needed !== end - begin)
    throw new UsageError(`${where}: has ${end - begin} bytes, where ${[...shape, dtype].join('×')} takes ${needed}`);
  return { type, bigEndian: false, fortran: false, sizes: shape, start: start + begin };
}
