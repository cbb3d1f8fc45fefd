import type { Vectors } from './oracle.ts';
import { placeSpecialPair, specialValues } from './special-values.ts';
import type { WordRng } from './word-rng.ts';

/** One vector being made: the numbers of its terms, the same memory as bits, and its number among those of its kind. */
interface Draft {
  readonly rng: WordRng;
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly leftWords: Int32Array;
  readonly rightWords: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly number: number;
}

type Fill = (draft: Draft) => void;

/** Both factors of all terms with exponents from `lowest` on, over `binades`; significands cut by `keep`. */
function spread({ rng, leftWords, rightWords, from, to }: Draft, lowest: number, binades: number, keep = -1): void {
  rng.fillBoth(leftWords, rightWords, from, to, lowest, binades, keep);
}

/** Makes half of the terms nearly the opposite of another. */
function cancel({ rng, lefts, rights, from, to }: Draft): void {
  const n = to - from;
  for (let k = 0; k + 1 < n; k += 2) {
    const one = from + rng.below(n);
    const other = from + rng.below(n);
    if (one === other) continue;
    lefts[other] = -lefts[one]! * (1 + rng.below(3) * 2 ** -23);
    rights[other] = rights[one]!;
  }
}

/** Terms near 1, or near half and a quarter ulp of it, or 0: sums with an odd last bit beside products just off a tie. */
function hairs({ rng, lefts, rights, from, to }: Draft): void {
  for (let i = from; i < to; i += 1) {
    const word = rng.next() >>> 8;
    lefts[i] = hairNumbers[word & 63]!;
    rights[i] = hairNumbers[(word >> 6) & 63]!;
  }
}
const hairNumbers: Float32Array = Float32Array.from({ length: 64 }, (_, bits) => {
  const near = 1 + ((bits & 7) - 4) * 2 ** -23;
  const size = [0, 1, 2 ** -12, 2 ** -24][bits >> 4]!;
  return (bits & 8) !== 0 && size < 1 ? -near * size : near * size;
});

/**
 * Random vectors for replaying a revealed accumulation against the black box: a table of kinds, taken in turn. Between them all signs,
 * all exponents, subnormal, infinite and NaN factors, products that underflow and overflow; nothing is excluded.
 */
const kinds: Readonly<Record<string, Fill>> = {
  'neighbouring binades': (draft) => spread(draft, -2, 5),
  'one binade': ({ rng, leftWords, rightWords, from, to }) => {
    rng.fill(leftWords, from, to, rng.between(-12, 12), 1);
    rng.fill(rightWords, from, to, rng.between(-12, 12), 1);
  },
  wide: (draft) => {
    const width = draft.rng.below(4) === 0 ? 52 : draft.rng.between(4, 20);
    spread(draft, -width, 2 * width + 1);
  },
  'few bits': (draft) => spread(draft, -6, 13, -1 << (24 - draft.rng.between(1, 13))),
  'powers of two and neighbours': (draft) => {
    spread(draft, -8, 17, -1 << 23);
    const { rng, leftWords, from, to } = draft;
    for (let i = from; i < to; i += 1) leftWords[i] = leftWords[i]! + rng.below(3) - 1;
  },
  cancelling: (draft) => {
    spread(draft, -2, 5);
    cancel(draft);
  },
  'cancelling over 150 binades': (draft) => {
    spread(draft, -75, 138);
    cancel(draft);
  },
  ties: hairs,
  'half-way products': (draft) => {
    // Odd numbers of m and 26 − m bits, the second below 1.25: products of 25 bits, the last one set.
    const { rng, leftWords, rightWords, from, to } = draft;
    const bits = rng.between(3, 22);
    rng.fill(leftWords, from, to, -3, 7, 0x803fffff & (-1 << (24 - bits)));
    rng.fill(rightWords, from, to, -3, 7, 0x801fffff & (-1 << (bits - 2)));
    for (let i = from; i < to; i += 1) {
      leftWords[i] = leftWords[i]! | (1 << (24 - bits));
      rightWords[i] = rightWords[i]! | (1 << (bits - 2));
    }
  },
  'half-way sums': (draft) => {
    // One term of 24 bits; all others odd multiples of half its last place.
    const { rng, lefts, leftWords, rightWords, from, to } = draft;
    for (let i = from; i < to; i += 1) lefts[i] = (2 * rng.below(8) + 1) * 2 ** -24 * (rng.next() < 0 ? -1 : 1);
    const one = from + rng.below(to - from);
    rng.fill(leftWords, one, one + 1, 0, 1);
    rng.fill(rightWords, from, to, 0, 1, 1 << 31);
  },
  'one large term': (draft) => {
    spread(draft, -1, 2);
    const { rng, leftWords, from, to } = draft;
    const one = from + rng.below(to - from);
    rng.fill(leftWords, one, one + 1, rng.between(4, 60), 1);
  },
  growing: (draft) => {
    spread(draft, 0, 1);
    const { rng, lefts, from, to } = draft;
    const step = 2 ** (rng.between(-30, 30) / (to - from));
    let scale = 1;
    for (let i = from; i < to; i += 1) {
      lefts[i] = lefts[i]! * scale;
      scale *= step;
    }
  },
  'few terms': (draft) => {
    spread(draft, -3, 7);
    const { rng, rightWords, from, to } = draft;
    const left = rng.between(1, 3);
    const sign = rng.below(2) === 0 ? 0 : 1 << 31;
    for (let i = from; i < to; i += 1) if (rng.below(to - from) >= left) rightWords[i] = sign;
  },
  integers: (draft) => {
    const { rng, lefts, rights, from, to } = draft;
    const most = 1 << rng.below(6);
    for (let i = from; i < to; i += 1) {
      const word = rng.next();
      lefts[i] = (((word >>> 20) * (2 * most + 1)) >>> 12) - most;
      rights[i] = ((((word >>> 8) & 0xfff) * (2 * most + 1)) >>> 12) - most;
    }
  },
  'signed zeros': (draft) => {
    const { rng, leftWords, rightWords, from, to } = draft;
    rng.fillBoth(leftWords, rightWords, from, to, -1, 3);
    for (let i = from; i < to; i += 1) {
      const word = rng.next();
      if ((word & 0x700) !== 0) leftWords[i] = leftWords[i]! & (1 << 31);
      if ((word & 0x7000) !== 0) rightWords[i] = rightWords[i]! & (1 << 31);
    }
  },
  'tiny products': (draft) => spread(draft, -80, 25),
  subnormals: (draft) => {
    const { rng, leftWords, rightWords, from, to } = draft;
    const swap = rng.below(2) === 0;
    const [tiny, other] = swap ? [rightWords, leftWords] : [leftWords, rightWords];
    const keep = 0x80000000 | (0x7fffff >>> rng.below(23));
    rng.fill(tiny, from, to, -127, 1, keep);
    rng.fill(other, from, to, -6, 37);
  },
  overflow: (draft) => spread(draft, 60, 5),
  'special values among others': (draft) => {
    // Every other one an infinity or NaN; some zeros on the other side, which they must not be hidden by.
    spread(draft, -2, 5);
    const { rng, lefts, rights, from, to } = draft;
    const swap = rng.below(2) === 0;
    const [factors, others] = swap ? [rights, lefts] : [lefts, rights];
    for (let i = from; i < to; i += 1) if (rng.below(4) === 0) others[i] = 0;
    for (let left = rng.between(1, 3); left > 0; left -= 1) {
      const at = rng.below(2) === 0 ? rng.below(specialValues.length) : specialValues.length - 1 - rng.below(2);
      factors[from + rng.below(to - from)] = specialValues[at]!;
    }
  },
  'pairs of special values': (draft) => {
    const { number, lefts, rights, from, to } = draft;
    if (number % 2 === 0) spread(draft, -2, 5);
    else {
      lefts.fill(0, from, to);
      rights.fill(1, from, to);
    }
    placeSpecialPair(number >> 1, lefts, rights, from, to - from);
  },
};

export const replayKinds: readonly string[] = Object.keys(kinds);
const fills: readonly Fill[] = Object.values(kinds);

/** `count` vectors of n terms, of the kinds in turn: vector i is of kind (first + i) modulo the number of kinds. */
export function replayVectors(rng: WordRng, n: number, count: number, first: number): Vectors {
  const lefts = new Float32Array(count * n);
  const rights = new Float32Array(count * n);
  const memory = {
    lefts,
    rights,
    leftWords: new Int32Array(lefts.buffer),
    rightWords: new Int32Array(rights.buffer),
  };
  for (let index = 0; index < count; index += 1) {
    const number = Math.floor((first + index) / fills.length);
    const fill = fills[(first + index) % fills.length]!;
    fill({ rng, ...memory, from: index * n, to: (index + 1) * n, number });
  }
  return { lefts, rights, count };
}
