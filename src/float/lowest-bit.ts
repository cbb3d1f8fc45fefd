const words = new Uint32Array(2);
const number = new Float64Array(words.buffer);
/** Where the low half of a binary64 number lies. */
const low = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** The exponent of the largest power of two that a finite binary64 number is a multiple of; ∞ for 0. */
export function lowestBit(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  number[0] = x;
  const biased = (words[1 - low]! >>> 20) & 0x7ff;
  const zeros =
    words[low] !== 0 ? trailingZeros(words[low]!) : 32 + trailingZeros((words[1 - low]! & 0xfffff) | 0x100000);
  return biased === 0 ? subnormalBit(x) : biased - 1075 + zeros;
}

const subnormalBit = (x: number): number => lowestBit(x * 2 ** 1000) - 1000;
const trailingZeros = (x: number): number => 31 - Math.clz32(x & -x);
