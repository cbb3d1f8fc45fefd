/**
 * The fewest decimal digits that read back as the same number of the format, and among these the ones closest to it: nine digits
 * are always enough for binary32 (Matula, In-and-out conversions, 1968). NaN, the infinities and -0 are written so.
 */
export function shortestDecimal(x: number, format: 'binary32' | 'binary64'): string {
  if (Object.is(x, -0)) return '-0';
  if (format === 'binary64' || !Number.isFinite(x)) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}
