/** A vector as a .npy file of version 1. */
export function npyOf(numbers: ArrayLike<number>, format: 'binary32' | 'binary64'): Uint8Array {
  const isSingle = format === 'binary32';
  const type = isSingle ? '<f4' : '<f8';
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${numbers.length},), }`;
  // The numbers begin at a multiple of 64.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const width = isSingle ? 4 : 8;
  const bytes = new Uint8Array(10 + length + numbers.length * width);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  const view = new DataView(bytes.buffer, 10 + length);
  for (let i = 0; i < numbers.length; i++) {
    if (isSingle) view.setFloat32(4 * i, numbers[i]!, true);
    else view.setFloat64(8 * i, numbers[i]!, true);
  }
  return bytes;
}
