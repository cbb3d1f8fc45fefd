import type { Places } from '../features/places.ts';
import type { Entry } from '../vectors.ts';
import type { CertificateCall } from './certificate.ts';

/**
 * That the children c_0 … c_(w−1) of a node v meet at once, by an odd number that any clade A between would make even, where a sum has at
 * most 24 significant bits. Assumed is that pairs of the first g children, the group, are proved to meet at v, so that
 * A holds at most one of them.
 *
 * Call k, the carrier's, k = 0 … w − 2: 2^23 + 1 on c_k; 2^23 on every later child outside the group (p of them); multiples of −64, at most
 * 2^24 − 64 each, that sum to −(p + 1) · 2^23, on the rest: earlier children and the group's others. Together 1. Wanted is 1.
 * T gives it: no number is above 2^24, so an addition of all of them at once loses nothing.
 * Let A be a clade between, k the least number in it. The rest is not in A, so A's other children bear 2^23 each and come to at
 * least 2^24 + 1 at the first node where c_k meets any. That is odd and needs 25 bits: what comes out is even. All else is a multiple
 * of 64, and as partial sums stay below w · 2^23, rounded to multiples of at most w ≤ 64, they lose nothing but the 1. So the sum of v
 * is 1, or an even number from 0 to 64.
 * Up to eight nodes share a call at scales 1, 2, … 2^7: of Σ r_i 2^i = Σ 2^i, each r_i 1 or even, the lowest bit says that r_0 is odd,
 * thus 1, and so on. These sums are below 2^24 and exact.
 *
 * Room for the rest: (g − 1)(2^24 − 64) ≥ (w − g + 1) · 2^23 wherever 3g > w + 3, which the least such g, ⌊w/3⌋ + 2, is chosen for.
 */
export function parityCalls(at: Places, children: readonly number[], scale: number): CertificateCall[] {
  const group = carrierGroup(children.length);
  return children.slice(0, -1).map((_, carrier) => {
    const isLater = (index: number): boolean => index > carrier && index >= group;
    const later = children.filter((_child, index) => isLater(index)).length;
    let places = children.length - 1 - later;
    let left = (later + 1) * 2 ** 23;
    const entries = children.map((child, index): Entry => {
      if (index === carrier) return [at.rep[child]!, (2 ** 23 + 1) * scale, 1];
      if (isLater(index)) return [at.rep[child]!, 2 ** 23 * scale, 1];
      const share = Math.ceil(left / places / 64) * 64;
      places -= 1;
      left -= share;
      return [at.rep[child]!, -share * scale, 1];
    });
    return { entries, expected: scale };
  });
}

export function carrierGroup(children: number): number {
  return Math.min(children, Math.floor(children / 3) + 2);
}

export const mostParityChildren = 64;
