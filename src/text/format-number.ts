/** A measured number for reading: so many significant digits, an exponent only where it would be unreadable without. */
export function formatNumber(value: number | null, digits = 3): string {
  if (value === null) return '–';
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const minus = value < 0 ? '−' : '';
  if (size >= 1e7 || size < 1e-4)
    return (
      minus +
      size
        .toExponential(digits - 1)
        .replace('e+', 'e')
        .replace('e-', 'e−')
    );
  return minus + (size >= 10 ** digits ? size.toFixed(0) : String(Number(size.toPrecision(digits))));
}

/** 10,000. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** 12.3 %, three significant digits, never an exponent: shares come from at most some millions. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(percent)));
  return `${Number(percent.toFixed(decimals))
    .toFixed(decimals)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')} %`;
}
