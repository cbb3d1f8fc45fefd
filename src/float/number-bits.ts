import { bits32, bits64, fromBits32, fromBits64, isBits32, isBits64 } from './bits.ts';
import type { Format } from './format.ts';
import { binary32, binary64 } from './format.ts';
import { bits16, decodeNarrow, isNarrow, type NarrowName, narrowFormats } from './narrow-numbers.ts';

type Name = 'binary32' | 'binary64' | NarrowName;

/** Precision and exponents of a format by its name. */
export function formatNamed(name: Name): Format {
  if (isNarrow(name)) return narrowFormats[name];
  return name === 'binary32' ? binary32 : binary64;
}

/** The hexadecimal digits of a number in its format: four, eight or sixteen. */
export function bitsIn(x: number, name: Name): string {
  if (isNarrow(name)) return bits16(x, name);
  return name === 'binary32' ? bits32(x) : bits64(x);
}

/** The number of the digits that `bitsIn` writes. */
export function fromBitsIn(bits: string, name: Name): number {
  if (isNarrow(name)) return decodeNarrow(Uint16Array.of(Number.parseInt(bits, 16)), name)[0] as number;
  if (name === 'binary32' && isBits32(bits)) return fromBits32(bits);
  if (name === 'binary64' && isBits64(bits)) return fromBits64(bits);
  throw new RangeError(`${bits} is no number of ${name}`);
}
