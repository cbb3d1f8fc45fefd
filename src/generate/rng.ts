import seedrandom from 'seedrandom';
import { UsageError } from '../float/usage-error.ts';

/**
 * A fast source of random bits, reproducible from one printed integer.
 *
 * seedrandom turns the seed (and a name, for independent streams of one seed) into the 128 bits of state; from there on the
 * generator is xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021).
 * Reason: seedrandom's own generator hands out one byte at a time, some 10 ns a number; a case of 50 numbers costs less than
 * that here per number by a factor of ten. The four words of the state stay small integers of the engine (`| 0`), and
 * `fill` keeps them in registers for a whole array.
 */
export class Rng {
  readonly seed: number;
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number, words: readonly [number, number, number, number]) {
    this.seed = seed;
    [this.a, this.b, this.c, this.d] = words.map((word) => word | 0) as [number, number, number, number];
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1; // zero is the one state that never leaves itself
  }

  /** 32 random bits, as a signed integer. */
  next(): number {
    const { a, d } = this;
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = this.b << 9;
    const c = this.c ^ a;
    const last = d ^ this.b;
    this.b ^= c;
    this.a = a ^ last;
    this.c = c ^ shifted;
    this.d = (last << 11) | (last >>> 21);
    return result;
  }

  /** Fills words[from … to) with what `next` would give. */
  fill(words: Int32Array, from: number = 0, to: number = words.length): void {
    let { a, b, c, d } = this;
    for (let i = from; i < to; i++) {
      const sum = (a + d) | 0;
      words[i] = ((sum << 7) | (sum >>> 25)) + a;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /** A whole number from 0 to n − 1, n ≤ 2^32. Off uniform by at most n / 2^32. */
  below(n: number): number {
    return Math.floor((this.next() >>> 0) * 2 ** -32 * n);
  }

  /** A whole number from least to most, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** A multiple of 2^-32 in [0, 1). */
  unit(): number {
    return (this.next() >>> 0) * 2 ** -32;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  sign(): 1 | -1 {
    return this.next() < 0 ? -1 : 1;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)]!;
  }
}

/** The generator of a seed; with a name, one of its independent streams (a shard, a claim, a worker). */
export function rngOf(seed: number, stream: string = ''): Rng {
  if (!Number.isSafeInteger(seed)) throw new UsageError(`seed: ${seed} is not a whole number up to 2^53 − 1 in size`);
  const bits = seedrandom(stream === '' ? `${seed}` : `${seed}/${stream}`);
  return new Rng(seed, [bits.int32(), bits.int32(), bits.int32(), bits.int32()]);
}
