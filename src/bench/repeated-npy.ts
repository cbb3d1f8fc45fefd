import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a .npy file of binary32 numbers: the same ones over and over, as many as the sizes need. Returns its path. */
export function repeatedNpy(path: string, sizes: readonly number[], numbers: Float32Array): string {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes.map((size) => `${size},`).join(' ')}), }`;
  const header = Buffer.alloc(128, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(118, 8);
  header.write(words, 10);
  header.write('\n', 127);
  const length = sizes.reduce((product, size) => product * size, 1);
  const file = openSync(path, 'wx');
  try {
    writeSync(file, header, 0, 128, 0);
    for (let from = 0; from < length; from += numbers.length) {
      const bytes = new Uint8Array(numbers.buffer, 0, 4 * Math.min(numbers.length, length - from));
      writeSync(file, bytes, 0, bytes.length, 128 + 4 * from);
    }
  } finally {
    closeSync(file);
  }
  return path;
}
