/**
 * binary32 and binary64 numbers as hexadecimal digits of their bit patterns, sign first. This is the only form of a
 * number on disk, because JSON loses −0, NaN and the infinities. Exact both ways, including ±0 and subnormals.
 * JavaScript has a single NaN: it is written as the quiet NaN 7fc00000 (7ff8000000000000), and every NaN pattern reads
 * as NaN.
 */
export type Bits32 = string & { readonly __bits32: unique symbol };
export type Bits64 = string & { readonly __bits64: unique symbol };

const view = new DataView(new ArrayBuffer(8));
const hex = (word: number): string => word.toString(16).padStart(8, '0');

/** Eight lower-case digits. Nothing is rounded: a RangeError unless `x` is a binary32 number or NaN. */
export function bits32(x: number): Bits32 {
  if (!isBinary32(x)) throw new RangeError(`${x} is not a binary32 number`);
  if (Number.isNaN(x)) return '7fc00000' as Bits32;
  view.setFloat32(0, x);
  return hex(view.getUint32(0)) as Bits32;
}

/** Sixteen lower-case digits. */
export function bits64(x: number): Bits64 {
  if (Number.isNaN(x)) return '7ff8000000000000' as Bits64;
  view.setFloat64(0, x);
  return (hex(view.getUint32(0)) + hex(view.getUint32(4))) as Bits64;
}

export function fromBits32(bits: Bits32): number {
  view.setUint32(0, Number.parseInt(bits, 16));
  return view.getFloat32(0);
}

export function fromBits64(bits: Bits64): number {
  view.setUint32(0, Number.parseInt(bits.slice(0, 8), 16));
  view.setUint32(4, Number.parseInt(bits.slice(8), 16));
  return view.getFloat64(0);
}

/** Whether a text has the form that `bits32` writes. */
export const isBits32 = (text: string): text is Bits32 => /^[0-9a-f]{8}$/.test(text);
export const isBits64 = (text: string): text is Bits64 => /^[0-9a-f]{16}$/.test(text);

/** Whether binary32 holds x exactly. True for NaN, the infinities and −0. */
export function isBinary32(x: number): boolean {
  return Math.fround(x) === x || Number.isNaN(x);
}
