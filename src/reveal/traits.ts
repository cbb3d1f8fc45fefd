import { spread } from './fingerprint.ts';

/**
 * What must be known before masks may be trusted, from four calls that are valid on any tree.
 * - `masks`: −2^100 + 1 on the leaves 0 and 1. Where the answer is −2^100, units vanish beside masks (to nearest, downward, or
 *   cut term by term as in fused adders); rounding toward zero or upward moves the mask by an ulp instead.
 * - `nearest`: 1 + u(1 + 2^-23) on the same leaves, u = 2^-24, is just above the middle between 1 and 1 + 2u; a rounding
 *   that is not to nearest, or cut terms, give 1.
 * - `wide`: some node keeps more than 24 bits. The same twelve units 2^0 … 2^-11 beside masks ±2^100 and ±2^30 on the
 *   first and the last leaf: in binary32 both sizes swallow the same units (ulp of 2^30 is 2^7); in binary64 the
 *   smaller one keeps them all. A hint, not a proof: a wide node may miss these leaves. Windows and nested masks are
 *   therefore believed only after replays.
 */
export interface Traits {
  readonly masks: boolean;
  readonly nearest: boolean;
  readonly wide: boolean;
}

export const traitCalls = 4;

export function traitVectors(n: number): Float32Array {
  const lefts = new Float32Array(traitCalls * n);
  lefts[0] = -(2 ** 100);
  lefts[1] = 1;
  lefts[n] = 1;
  lefts[n + 1] = 2 ** -24 * (1 + 2 ** -23);
  const inside = spread(1, n - 1, 12);
  [2 ** 100, 2 ** 30].forEach((mask, index) => {
    const at = (index + 2) * n;
    inside.forEach((leaf, k) => {
      lefts[at + leaf] = 2 ** -k;
    });
    lefts[at] = mask;
    lefts[at + n - 1] = -mask;
  });
  return lefts;
}

export function traitsOf(answers: Float64Array): Traits {
  const wide = answers[2] !== answers[3] || Math.fround(answers[1]!) !== answers[1];
  return { masks: answers[0] === -(2 ** 100), nearest: answers[1] !== 1, wide };
}
