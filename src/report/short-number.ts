/** A measured number for reading, not for calculating: three or four significant digits, no exponent where that is readable. */
export function shortNumber(value: number | null | undefined, digits = 3): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(digits - 1).replace('e+', 'e');
  return size >= 10 ** digits ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
}

/** A count with thin spaces between the thousands. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function percentText(share: number): string {
  if (share === 0) return '0 %';
  return share < 0.00001 ? `${(share * 100).toExponential(1)} %` : `${Number((share * 100).toPrecision(3))} %`;
}
