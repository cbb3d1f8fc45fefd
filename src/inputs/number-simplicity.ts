const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/**
 * How many significant bits a binary32 number has, from its first set bit to its last: 1 for powers of two, 24 at most, 0 for zeros.
 * Infinities count as 25 and NaN as 26: a finite number is simpler.
 */
export function significantBits(x: number): number {
  number[0] = x;
  const fraction = word[0]! & 0x7fffff;
  const field = (word[0]! >>> 23) & 255;
  if (field === 255) return fraction === 0 ? 25 : 26;
  const significand = field === 0 ? fraction : fraction | 0x800000;
  if (significand === 0) return 0;
  return 32 - Math.clz32(significand) - trailingZeros(significand);
}

/** e of 2^e ≤ |x| < 2^(e+1); 0 for zeros, infinities and NaN. */
export function exponentOf(x: number): number {
  number[0] = x;
  const field = (word[0]! >>> 23) & 255;
  if (field === 255) return 0;
  if (field !== 0) return field - 127;
  const fraction = word[0]! & 0x7fffff;
  return fraction === 0 ? 0 : -118 - Math.clz32(fraction);
}

/** x with so many significant bits, 1 to 23: towards zero, or to nearest with ties away from zero. Not for infinities and NaN. */
export function shorten(x: number, bits: number, mode: 'toward-zero' | 'nearest'): number {
  number[0] = x;
  const magnitude = word[0]! & 0x7fffffff;
  const length = magnitude < 0x800000 ? 32 - Math.clz32(magnitude) : 24;
  const dropped = length - bits;
  if (dropped <= 0) return x;
  const rounded = mode === 'nearest' ? magnitude + (1 << (dropped - 1)) : magnitude;
  if (rounded >= 0x7f800000) return shorten(x, bits, 'toward-zero');
  word[0] = (word[0]! & 0x80000000) | (rounded & (-1 << dropped));
  return number[0]!;
}

/** −0 counts as negative: it is written with a sign. */
export function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

function trailingZeros(significand: number): number {
  return 31 - Math.clz32(significand & -significand);
}
