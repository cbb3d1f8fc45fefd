interface Npy {
  readonly type?: string;
  readonly version?: number;
  readonly fortran?: boolean;
  readonly sizes?: readonly number[];
  readonly numbers: readonly number[];
}

/** The bytes of a .npy file as NumPy writes it: the header padded with spaces to a multiple of 64 bytes. */
export function npyBytes({ type = '<f4', version = 1, fortran = false, sizes = [2, 2], numbers }: Npy): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const shape = `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
  const words = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const length = Math.ceil((8 + lengthBytes + words.length + 1) / 64) * 64 - 8 - lengthBytes;
  const header = Buffer.from(`${words.padEnd(length - 1)}\n`, 'latin1');
  const prefix = Buffer.alloc(8 + lengthBytes);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  prefix.writeUIntLE(header.length, 8, lengthBytes);
  const data = type.endsWith('8') ? Float64Array.from(numbers) : Float32Array.from(numbers);
  return new Uint8Array(Buffer.concat([prefix, header, Buffer.from(data.buffer)]));
}
