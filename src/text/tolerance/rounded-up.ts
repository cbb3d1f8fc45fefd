/**
 * A number of at least 0 in so many significant digits: `1.60933e-6`. The binary64 number that programs read it as is
 * never below it.
 */
export function roundedUp(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  let steps = BigInt(mantissa.replace('.', ''));
  let text = written(steps, digits, Number(exponent));
  while (Number(text) < value) {
    steps += 1n;
    text = written(steps, digits, Number(exponent));
  }
  return text;
}

function written(steps: bigint, digits: number, exponent: number): string {
  const all = steps.toString();
  // 9.99 rounds up to 10.0: one digit more.
  const place = exponent + all.length - digits;
  const plain = place >= -4 && place < 15;
  const significant = all.replace(/0+$/, '') || '0';
  if (!plain) {
    const rest = significant.slice(1);
    return `${significant[0]}${rest === '' ? '' : `.${rest}`}e${place}`;
  }
  if (place < 0) return `0.${'0'.repeat(-place - 1)}${significant}`;
  const whole = significant.padEnd(place + 1, '0');
  const rest = whole.slice(place + 1);
  return `${whole.slice(0, place + 1)}${rest === '' ? '' : `.${rest}`}`;
}
