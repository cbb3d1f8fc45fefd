/**
 * What rounding does to a sum t of which only a residue is known. Everything is in units of the ulp of the binade of t.
 *
 * `t ≡ x modulo modulus`, a power of two, is all that is known.
 *   - modulus ≥ 2: the fraction of t and the parity of its integer part are known. So the error is known, and the
 *     result modulo `modulus`.
 *   - modulus = 1: the fraction is known. A fraction of ½ gives an even result with an error of +½ or −½. Every other
 *     fraction gives any residue, with a known error.
 *   - modulus < 1: the fraction is x + k·modulus for some k. Even results may be ties and err by ½. Others err by less,
 *     as the fraction next to ½ says.
 *
 * Writes into errors[r] the largest sign·(result − t) over all such t with a result ≡ r modulo errors.length, which is
 * a power of two; −∞ if there is none. A fraction within `near` of ½ may go to either side: where x is not exact, or
 * where the sum is rounded twice. With near = 0, x must be exact.
 */
export function largestErrors(errors: Float64Array, x: number, modulus: number, sign: number, near: number): void {
  if (modulus < 1) {
    ofCoset(errors, x, modulus, sign, near);
    return;
  }
  errors.fill(Number.NEGATIVE_INFINITY);
  const within = x - Math.floor(x / modulus) * modulus;
  const floor = Math.floor(within);
  const fraction = within - floor;
  const either = near > 0 && Math.abs(fraction - 0.5) <= near;
  if (fraction < 0.5 || either) spread(errors, floor, modulus, sign * -fraction);
  if (fraction > 0.5 || either) spread(errors, floor + 1, modulus, sign * (1 - fraction));
  if (fraction !== 0.5 || either) return;
  if (modulus === 1) for (let r = 0; r < errors.length; r += 2) errors[r] = 0.5;
  else if (floor % 2 === 0) spread(errors, floor, modulus, sign * -0.5);
  else spread(errors, floor + 1, modulus, sign * 0.5);
}

/** Every residue ≡ result modulo `modulus` may have this error. */
function spread(errors: Float64Array, result: number, modulus: number, error: number): void {
  for (let r = result % modulus; r < errors.length; r += modulus) errors[r] = Math.max(errors[r]!, error);
}

/** Of equally spaced fractions, one of those next to ½ has the largest error. */
function ofCoset(errors: Float64Array, x: number, modulus: number, sign: number, near: number): void {
  const first = x - Math.floor(x / modulus) * modulus;
  const middle = Math.floor((0.5 - first) / modulus);
  let even = Number.NEGATIVE_INFINITY;
  let odd = Number.NEGATIVE_INFINITY;
  for (let k = Math.max(0, middle - 1); k <= Math.min(1 / modulus - 1, middle + 1); k++) {
    const fraction = first + k * modulus;
    const either = near > 0 && Math.abs(fraction - 0.5) <= near;
    const [down, up] = [sign * -fraction, sign * (1 - fraction)];
    if (fraction < 0.5 || either) odd = Math.max(odd, down);
    if (fraction > 0.5 || either) odd = Math.max(odd, up);
    if (fraction === 0.5) even = 0.5;
  }
  for (let r = 0; r < errors.length; r++) errors[r] = r % 2 === 0 ? Math.max(even, odd) : odd;
}
