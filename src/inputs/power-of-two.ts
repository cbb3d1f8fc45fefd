const least = -300;
const table: Float64Array = Float64Array.from({ length: 601 }, (_, i) => 2 ** (least + i));

/** 2^exponent for whole exponents from −300 to 300, from a table: `2 ** exponent` takes longer than all else that makes a term. */
export function powerOfTwo(exponent: number): number {
  return table[exponent - least]!;
}
