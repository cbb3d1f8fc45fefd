import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';

/**
 * Reads NumPy's .npy format (documented in numpy.lib.format): the byte 0x93 and "NUMPY", two version bytes, the length
 * of the header (little-endian, 2 bytes in version 1, else 4), the header as a Python dictionary of `descr`,
 * `fortran_order` and `shape`, then the numbers. Accepts little-endian binary32 and binary64 numbers in C order,
 * versions 1 to 3. Throws a UsageError that names the file.
 */
export function parseNpy(path: string, bytes: Buffer): NumberArray {
  const { header, start } = headerOf(path, bytes);
  const type = field(path, header, /'descr'\s*:\s*'([^']*)'/, 'descr');
  const width = { '<f4': 4, '<f8': 8 }[type];
  if (width === undefined)
    throw new UsageError(`${path}: holds ${nameOf(type)}; save it as <f4 (float32) or <f8 (float64)`);
  if (field(path, header, /'fortran_order'\s*:\s*(True|False)/, 'fortran_order') === 'True') {
    throw new UsageError(`${path}: in Fortran order; save numpy.ascontiguousarray(array)`);
  }
  const sizes = sizesOf(path, field(path, header, /'shape'\s*:\s*\(([^)]*)\)/, 'shape'));
  const count = sizes.reduce((product, size) => product * size, 1);
  const found = bytes.length - start;
  if (found !== count * width) {
    const cut = found < count * width ? 'cut short' : 'longer than its header says';
    throw new UsageError(
      `${path}: ${cut}: ${found} bytes of numbers, where ${sizes.join('×')} ${type} takes ${count * width}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, found);
  const read = (_: unknown, i: number): number =>
    width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return { path, sizes, numbers: Float64Array.from({ length: count }, read) };
}

/** NumPy's own limit. */
const longestHeader = 10_000;

function headerOf(path: string, bytes: Buffer): { readonly header: string; readonly start: number } {
  if (bytes.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw new UsageError(`${path}: not a .npy file: it does not begin with the byte 93 (hex) and NUMPY`);
  }
  const cut = (): never => {
    throw new UsageError(`${path}: cut short: its header does not end`);
  };
  const [version = 0, lengthBytes = 2] = [bytes[6], bytes[6] === 1 ? 2 : 4];
  if (version < 1 || version > 3)
    throw new UsageError(`${path}: .npy version ${version} is not supported; versions 1 to 3 are`);
  if (bytes.length < 8 + lengthBytes) cut();
  const length = bytes.readUIntLE(8, lengthBytes);
  if (length > longestHeader)
    throw new UsageError(`${path}: its header has ${length} bytes; at most ${longestHeader} are read, as by NumPy`);
  const start = 8 + lengthBytes + length;
  if (bytes.length < start) cut();
  return { header: bytes.toString('utf8', 8 + lengthBytes, start), start };
}

function field(path: string, header: string, pattern: RegExp, name: string): string {
  const found = pattern.exec(header)?.[1];
  if (found !== undefined) return found;
  throw new UsageError(`${path}: its header has no readable '${name}': ${JSON.stringify(header.trim().slice(0, 60))}`);
}

function sizesOf(path: string, text: string): readonly number[] {
  const words = text.replace(/,\s*$/, '').split(',');
  const sizes = text.trim() === '' ? [] : words.map((word) => (/^\s*\d+\s*$/.test(word) ? Number(word) : Number.NaN));
  // A product of as many numbers as binary64 can count.
  const count = sizes.reduce((product, size) => product * Math.max(1, size), 1);
  if (sizes.length > 64 || !Number.isSafeInteger(8 * count))
    throw new UsageError(`${path}: its header has an invalid shape, (${text.slice(0, 60)})`);
  return sizes;
}

const names: Readonly<Record<string, string>> = { i: 'int', u: 'uint', f: 'float', c: 'complex', b: 'bool' };

function nameOf(type: string): string {
  const [, order, kind = '', bytes = ''] = /^([<>|=])([iufcb])(\d+)$/.exec(type) ?? [];
  if (kind === '') return `'${type}'`;
  const name = kind === 'b' ? 'bool' : `${names[kind]}${8 * Number(bytes)}`;
  return `${order === '>' ? 'big-endian ' : ''}${name} ('${type}')`;
}
