import type { Bits32 } from '../float/bits.ts';

/** The fewest digits that read back as the binary32 number with these bits; −0, NaN and ∞ by name. For showing only. */
export function decimalOfBits(bits: Bits32): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number.parseInt(bits, 16));
  const value = view.getFloat32(0);
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
