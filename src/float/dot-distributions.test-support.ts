import { type TestRandom, testRandom } from './random.test-support.ts';

/** Fills n pairs whose dot product is hard to compute. Each distribution is hard in its own way. */
export type DotDistribution = (random: TestRandom, left: Float32Array, right: Float32Array, n: number) => void;

const all = (n: number, left: Float32Array, right: Float32Array, draw: () => number): void => {
  for (let t = 0; t < n; t++) {
    left[t] = draw();
    right[t] = draw();
  }
};

export const dotDistributions: Readonly<Record<string, DotDistribution>> = {
  'same magnitude': (random, left, right, n) => all(n, left, right, () => random.binary32(-1, 0)),
  'few bits, so that sums are ties': (random, left, right, n) =>
    all(n, left, right, () => random.binary32(-14, 14, 1 + random.integer(6))),
  'any magnitude': (random, left, right, n) => all(n, left, right, () => random.anyBinary32()),
  subnormal: (random, left, right, n) => {
    all(n, left, right, () => random.binary32(-149, -120, 1 + random.integer(24)));
    for (let t = 0; t < n; t += 2) left[t] = random.binary32(-30, 127);
  },
  // Every second term cancels the one before it, except perhaps for the last bit, so that the low bits decide.
  cancellation: (random, left, right, n) => {
    all(n, left, right, () => random.binary32(-20, 20));
    for (let t = 1; t < n; t += 2) {
      left[t] = -left[t - 1]!;
      right[t] = random.integer(3) === 0 ? right[t - 1]! : Math.fround(right[t - 1]! * (1 + 2 ** -23));
    }
  },
  // 2^k, then half an ulp of it (in binary32 or binary64), then something far below, of either sign, or nothing.
  ties: (random, left, right, n) => {
    left.fill(0, 0, n);
    right.fill(1, 0, n);
    const scale = 2 ** (random.integer(40) - 20);
    left[0] = scale * (1 + random.integer(4) * 2 ** -23);
    const half = random.integer(2) === 0 ? 2 ** -24 : 2 ** -53;
    if (n > 1) left[1] = (random.integer(2) === 0 ? 1 : -1) * scale * half * (1 + random.integer(2));
    for (let t = 2; t < n; t++) left[t] = random.integer(3) === 0 ? scale * random.binary32(-100, -60, 2) : 0;
  },
};

/** Visits `count` dot products of 1 to `longest` terms, from all distributions in turn. */
export function forEachDot(
  seed: number,
  count: number,
  longest: number,
  visit: (left: Float32Array, right: Float32Array, n: number, distribution: string) => void,
): void {
  const random = testRandom(seed);
  const left = new Float32Array(longest);
  const right = new Float32Array(longest);
  const distributions = Object.entries(dotDistributions);
  for (let i = 0; i < count; i++) {
    const [name, fill] = distributions[i % distributions.length]!;
    const n = 1 + random.integer(longest);
    fill(random, left, right, n);
    visit(left, right, n, name);
  }
}
