import { bfloat16, binary16, type Format } from './format.ts';
import { type Round, roundTo } from './round-to.ts';

/** The formats of 16 bits in which an engine may compute. */
export type NarrowName = 'binary16' | 'bfloat16';

export const narrowFormats: Readonly<Record<NarrowName, Format>> = { binary16, bfloat16 };

export function isNarrow(name: string): name is NarrowName {
  return Object.hasOwn(narrowFormats, name);
}

const rounds: Readonly<Record<NarrowName, Round>> = {
  binary16: roundTo(binary16, 'nearest-even'),
  bfloat16: roundTo(bfloat16, 'nearest-even'),
};

/** A binary64 number rounded to nearest, ties to even. ±0, NaN and ±∞ stay; what is too large becomes ±∞. */
export function roundNarrow(x: number, name: NarrowName): number {
  return rounds[name](x);
}

/** The index of the first number that the format does not hold; −1 if it holds all. NaN and ±∞ are numbers of it. */
export function firstOutside(numbers: Float32Array | Float64Array, name: NarrowName): number {
  const round = rounds[name];
  return numbers.findIndex((x) => !Number.isNaN(x) && round(x) !== x);
}

const value = new Float32Array(1);
const word = new Uint32Array(value.buffer);

/** Numbers of the format as 16 bits each: sign, exponent, fraction. A NaN is a quiet NaN. */
export function encodeNarrow(numbers: Float32Array, name: NarrowName): Uint16Array {
  return Uint16Array.from(numbers, name === 'bfloat16' ? bfloat16Bits : binary16Bits);
}

function bfloat16Bits(x: number): number {
  value[0] = x;
  return Number.isNaN(x) ? 0x7fc0 : word[0]! >>> 16;
}

function binary16Bits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = Object.is(x, -0) || x < 0 ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  value[0] = size;
  return sign | ((word[0]! >>> 13) - (112 << 10));
}

/** The numbers of 16 bits each; the inverse of `encodeNarrow`. */
export function decodeNarrow(words: Uint16Array, name: NarrowName): Float32Array {
  if (name === 'bfloat16') return new Float32Array(Uint32Array.from(words, (bits) => bits << 16).buffer);
  return Float32Array.from(words, binary16Number);
}

function binary16Number(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Four lower-case hexadecimal digits of a number of the format. */
export function bits16(x: number, name: NarrowName): string {
  return (encodeNarrow(Float32Array.of(x), name)[0] as number).toString(16).padStart(4, '0');
}
