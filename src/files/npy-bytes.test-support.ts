import { binary16 } from '../float/format.ts';
import { roundTo } from '../float/round-to.ts';

interface Npy {
  /** As NumPy writes it: `<f4`, `>i8`, `|b1`, and `<V2` for bfloat16. */
  readonly type?: string;
  readonly version?: number;
  readonly fortran?: boolean;
  readonly sizes?: readonly number[];
  /** In C order; the bytes are in Fortran order if `fortran` is set. */
  readonly numbers: readonly (number | bigint)[];
}

/** The bytes of a .npy file as NumPy writes it: the header padded with spaces to a multiple of 64 bytes. */
export function npyBytes({ type = '<f4', version = 1, fortran = false, sizes = [2, 2], numbers }: Npy): Uint8Array {
  const shape = `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
  const words = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + words.length + 1) / 64) * 64 - start;
  const stored = fortran ? inFortranOrder(sizes, numbers) : numbers;
  return withHeader(`${words.padEnd(length - 1)}\n`, version, numberBytes(type, stored));
}

/** A file with any header. */
export function withHeader(header: string, version: number, data: Uint8Array): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const prefix = Buffer.alloc(8 + lengthBytes);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  prefix.writeUIntLE(Buffer.byteLength(header), 8, lengthBytes);
  return new Uint8Array(Buffer.concat([prefix, Buffer.from(header), data]));
}

function inFortranOrder<T>(sizes: readonly number[], numbers: readonly T[]): readonly T[] {
  // Peels off the last axis, which is the slowest there.
  const last = sizes.at(-1);
  if (last === undefined) return numbers;
  return Array.from({ length: last }, (_, index) =>
    inFortranOrder(
      sizes.slice(0, -1),
      numbers.filter((_, place) => place % last === index),
    ),
  ).flat();
}

type Write = (view: DataView, number: number | bigint, little: boolean) => void;

const writers: Readonly<Record<string, Write>> = {
  f2: (view, x, little) => view.setUint16(0, bits16(Number(x)), little),
  V2: (view, x, little) => view.setUint16(0, topHalf(Number(x)), little),
  f4: (view, x, little) => view.setFloat32(0, Number(x), little),
  f8: (view, x, little) => view.setFloat64(0, Number(x), little),
  i1: (view, x) => view.setInt8(0, Number(x)),
  i2: (view, x, little) => view.setInt16(0, Number(x), little),
  i4: (view, x, little) => view.setInt32(0, Number(x), little),
  i8: (view, x, little) => view.setBigInt64(0, BigInt(x), little),
  u1: (view, x) => view.setUint8(0, Number(x)),
  u2: (view, x, little) => view.setUint16(0, Number(x), little),
  u4: (view, x, little) => view.setUint32(0, Number(x), little),
  u8: (view, x, little) => view.setBigUint64(0, BigInt(x), little),
  b1: (view, x) => view.setUint8(0, Number(x)),
};

/** Numbers as bytes. Those of a type that cannot be written are zeros. */
export function numberBytes(type: string, numbers: readonly (number | bigint)[]): Uint8Array {
  const width = Number(type.slice(2));
  const bytes = new Uint8Array(width * numbers.length);
  const write = writers[type.slice(1)];
  for (const [index, number] of numbers.entries()) {
    write?.(new DataView(bytes.buffer, index * width, width), number, type[0] !== '>');
  }
  return bytes;
}

function topHalf(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  return view.getUint16(0);
}

/** The bits of a binary16 number. */
function bits16(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (roundTo(binary16, 'nearest-even')(x) !== x) throw new RangeError(`${x} is not a binary16 number`);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const fraction = size * 2 ** (10 - exponent);
  return sign | (size < 2 ** -14 ? fraction : ((exponent + 15) << 10) | (fraction - 1024));
}
