import { UsageError } from '../errors/usage-error.ts';
import type { ElementType } from '../float/element-type.ts';
import { type Bytes, readBytes, utf8Of, viewOf } from './bytes.ts';
import { widths } from './element-bytes.ts';
import { lengthOf } from './number-array.ts';
import type { StoredArray } from './stored-array.ts';

/** NumPy's own limit. */
const longestHeader = 10_000;

/**
 * Reads the header of NumPy's .npy format (documented in numpy.lib.format): the byte 0x93 and "NUMPY", two version
 * bytes, the length of the header (little-endian, 2 bytes in version 1, else 4), then the header as a Python dictionary
 * of `descr`, `fortran_order` and `shape`. The numbers follow, and fill the rest exactly. Throws a UsageError that
 * begins with `path`.
 */
export function parseNpy(path: string, bytes: Bytes): StoredArray {
  const { header, start } = headerOf(path, bytes);
  const fields = fieldsOf(path, header);
  const found = typeOf(path, fields.descr);
  const sizes = sizesOf(fields.shape);
  const length = lengthOf(sizes);
  if (sizes.length > 64 || length === undefined)
    throw new UsageError(`${path}: its header has an invalid shape, (${fields.shape.slice(0, 60)})`);
  const [there, needed] = [bytes.length - start, length * widths[found.type]];
  if (there !== needed) {
    const cut = there < needed ? 'cut short' : 'longer than its header says';
    const takes = `${sizes.length === 0 ? 'one' : sizes.join('×')} ${fields.descr} takes ${needed}`;
    throw new UsageError(`${path}: ${cut}: ${there} bytes of numbers, where ${takes}`);
  }
  return { ...found, fortran: fields.fortran_order === 'True', sizes, start };
}

function headerOf(path: string, bytes: Bytes): { readonly header: string; readonly start: number } {
  const prefix = readBytes(bytes, 0, Math.min(12, bytes.length));
  if (String.fromCharCode(...prefix.subarray(0, 6)) !== '\x93NUMPY') {
    throw new UsageError(`${path}: not a .npy file: it does not begin with the byte 93 (hex) and NUMPY`);
  }
  const cut = (): never => {
    throw new UsageError(`${path}: cut short: its header does not end`);
  };
  const [version = 0, lengthBytes = 2] = [prefix[6], prefix[6] === 1 ? 2 : 4];
  if (version < 1 || version > 3)
    throw new UsageError(`${path}: .npy version ${version} is not supported; versions 1 to 3 are`);
  if (bytes.length < 8 + lengthBytes) cut();
  const length = lengthBytes === 2 ? viewOf(prefix).getUint16(8, true) : viewOf(prefix).getUint32(8, true);
  if (length > longestHeader)
    throw new UsageError(`${path}: its header has ${length} bytes; at most ${longestHeader} are read, as by NumPy`);
  const start = 8 + lengthBytes + length;
  if (bytes.length < start) cut();
  return { header: utf8Of(readBytes(bytes, 8 + lengthBytes, length)), start };
}

/** `shape` is what stands between its parentheses. */
type Fields = Readonly<Record<'descr' | 'fortran_order' | 'shape', string>>;

/** A text, a truth, a tuple, or a list. The list is the `descr` of a structured type, which is not read further. */
const value = String.raw`(["'])([^"'\\]*)\3|(True|False)|\(([^()]*)\)|(\[).*`;
const entry = new RegExp(String.raw`\s*(["'])(descr|fortran_order|shape)\1\s*:\s*(?:${value})\s*(?:,\s*|$)`, 'gsy');

function fieldsOf(path: string, header: string): Fields {
  const [, inside = ''] = /^\s*\{(.*)\}\s*$/s.exec(header) ?? [];
  const entries = [...inside.matchAll(entry)];
  const fields: Record<string, string | undefined> = {};
  for (const [, , name, , text, truth, tuple, list] of entries) {
    if (name === 'descr' && list !== undefined)
      throw new UsageError(`${path}: holds records of named fields; save one of them, such as array['name']`);
    fields[name!] = { descr: text, fortran_order: truth, shape: tuple }[name!];
  }
  const { descr, fortran_order, shape } = fields;
  const isWhole = entries.length === 3 && entries.map(([whole]) => whole).join('') === inside;
  if (isWhole && descr !== undefined && fortran_order !== undefined && shape !== undefined)
    return { descr, fortran_order, shape };
  const found = JSON.stringify(header.trim().slice(0, 60)).slice(0, 80);
  throw new UsageError(`${path}: its header is not a dictionary of descr, fortran_order and shape: ${found}`);
}

/** Python 2 wrote an L after long integers. */
function sizesOf(text: string): readonly number[] {
  if (text.trim() === '') return [];
  const words = text.replace(/,\s*$/, '').split(',');
  return words.map((word) => Number(/^\s*(\d+)L?\s*$/.exec(word)?.[1] ?? Number.NaN));
}

type Type = Pick<StoredArray, 'type' | 'bigEndian' | 'note'>;

const codes: Readonly<Record<string, ElementType>> = {
  ...{ f2: 'float16', f4: 'float32', f8: 'float64', b1: 'bool', V2: 'bfloat16' },
  ...{ i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64', u1: 'uint8', u2: 'uint16', u4: 'uint32', u8: 'uint64' },
};
const isType = (name: string): name is ElementType => Object.hasOwn(widths, name);

function typeOf(path: string, descr: string): Type {
  const [, order, code = ''] = /^([<>|=]?)(\w+)$/.exec(descr) ?? [];
  const type = Object.hasOwn(codes, code) ? codes[code] : order === '' && isType(code) ? code : undefined;
  if (type === undefined) {
    const right = 'float16, bfloat16, float32, float64, integers of 8 to 64 bits and bool are read';
    throw new UsageError(`${path}: holds ${nameOf(descr)}; ${right}`);
  }
  const note = `its type '${descr}', two bytes without a meaning, is read as bfloat16, because ml_dtypes writes it so`;
  return { type, bigEndian: order === '>', ...(code === 'V2' && { note }) };
}

const kinds: Readonly<Record<string, string>> = {
  ...{ O: 'Python objects', S: 'text', U: 'text', M: 'dates', m: 'durations', V: 'bytes without a type' },
};

function nameOf(descr: string): string {
  const [, kind = '', bytes = ''] = /^[<>|=]?([OSUMmVcf])(\d*)/.exec(descr) ?? [];
  const shown = JSON.stringify(descr.slice(0, 40)).replace(/^"|"$/g, "'");
  if (kind === 'c') return `complex numbers (${shown}); save the real and the imaginary part`;
  if (kind === 'f') return `floating-point numbers of ${8 * Number(bytes)} bits (${shown})`;
  return kind in kinds ? `${kinds[kind]} (${shown})` : `the unknown type ${shown}`;
}
