import type { SmallRng } from './small-rng.ts';
import type { Vectors } from './vectors.ts';

/**
 * Random vectors for replaying a revealed accumulation against the black box. Eight kinds, in turn:
 * plain (exponents −2 … 2, where a wrong product shows most often); wide exponents; few bits (ties); cancelling pairs;
 * tiny (products around the subnormals); large and cancelling over 150 binades (tells binary64 from exact sums); hairs
 * (sums with an odd last bit beside products just off half an ulp); special (±0, subnormals, ±∞, NaN, overflow).
 * Never generated: nothing is excluded, but significands of the first six kinds are never 0.
 */
export const replayKinds: readonly string[] = [
  'plain',
  'wide',
  'few bits',
  'cancelling',
  'tiny',
  'large',
  'hairs',
  'special',
];

type Draw = (rng: SmallRng, leaf: number) => number;

const significand = (rng: SmallRng): number => (1 + rng.below(2 ** 23) * 2 ** -23) * (1 - 2 * rng.below(2));
const between = (low: number, high: number): Draw => {
  const powers = Array.from({ length: high - low + 1 }, (_, k) => 2 ** (low + k));
  return (rng) => significand(rng) * powers[rng.below(powers.length)]!;
};
const fewBits: Draw = (rng) => (2 * rng.below(8) + 1) * 2 ** (rng.below(14) - 9) * (1 - 2 * rng.below(2));
const tiny = between(-80, -56);
const large = between(-75, 62);
const plain = between(-2, 2);
const wide = between(-20, 20);
const specials = [
  0,
  -0,
  2 ** -149,
  -(2 ** -130),
  Infinity,
  -Infinity,
  Number.NaN,
  2 ** 127,
  -(2 ** 127),
  2 ** 64,
  1,
  -1,
];
const special: Draw = (rng) => (rng.below(12) === 0 ? specials[rng.below(specials.length)]! : plain(rng, 0));
const hair: Draw = (rng) => {
  const kind = rng.below(4);
  if (kind === 0) return 0;
  const near = 1 + (rng.below(9) - 4) * 2 ** -23;
  return kind === 1 ? near : near * 2 ** -(12 * kind - 12) * (1 - 2 * rng.below(2));
};

const draws: readonly Draw[] = [plain, wide, fewBits, plain, tiny, large, hair, special];

/** `count` vectors of n terms, of the kinds in turn from the kind `first` on. */
export function replayVectors(rng: SmallRng, n: number, count: number, first: number): Vectors {
  const lefts = new Float32Array(count * n);
  const rights = new Float32Array(count * n);
  for (let index = 0; index < count; index += 1) {
    const kind = (first + index) % draws.length;
    const draw = draws[kind]!;
    for (let at = index * n; at < (index + 1) * n; at += 1) {
      lefts[at] = draw(rng, at);
      rights[at] = draw(rng, at);
    }
    if (kind === 3 || kind === 5) cancel(rng, lefts, rights, index * n, n);
  }
  return { lefts, rights, count };
}

/** Makes half of the terms nearly the opposite of another. */
function cancel(rng: SmallRng, lefts: Float32Array, rights: Float32Array, start: number, n: number): void {
  for (let k = 0; k + 1 < n; k += 2) {
    const from = start + rng.below(n);
    const to = start + rng.below(n);
    if (from === to) continue;
    lefts[to] = -lefts[from]! * (1 + rng.below(3) * 2 ** -23);
    rights[to] = rights[from]!;
  }
}
