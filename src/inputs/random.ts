import seedrandom from 'seedrandom';
import { UsageError } from '../errors/usage-error.ts';

/**
 * The random source of the whole repository: fast, and reproducible from one printed integer.
 *
 * seedrandom turns the seed (and a name, for independent streams of one seed) into the 128 bits of state. From there on
 * the generator is xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
 * 2021). seedrandom's own generator gives one byte at a time, at some tens of nanoseconds a number, which would cost
 * more than everything else about a case. The state lies in a typed array, because reading it from fields of the object
 * took twice as long. `fill` keeps it in registers for a whole array: seven cycles a number.
 *
 * `clone`, `next`, `jump` and `getState` are the interface of pure-rand, so fast-check runs on it too
 * (`fastCheckRandom`).
 */
export class Rng {
  private readonly state: Int32Array;

  constructor(words: readonly number[]) {
    const state = new Int32Array(4);
    for (let i = 0; i < 4; i++) state[i] = words[i] ?? 0;
    // The generator never leaves the state zero.
    if ((state[0]! | state[1]! | state[2]! | state[3]!) === 0) state[0] = 1;
    this.state = state;
  }

  /** A source with the same state, independent from then on. */
  clone(): Rng {
    return new Rng(this.getState());
  }

  /** The four words of the state: `new Rng(rng.getState())` continues as `rng` does. */
  getState(): readonly number[] {
    return Array.from(this.state);
  }

  /**
   * As 2^64 calls of `next`, so that 2^64 streams of a seed never overlap. Polynomial of Blackman and Vigna, section
   * 10.3.
   */
  jump(): void {
    const jumped = new Int32Array(4);
    for (const word of jumpPolynomial) {
      for (let bit = 0; bit < 32; bit++) {
        if (((word >>> bit) & 1) === 1) for (let i = 0; i < 4; i++) jumped[i] = jumped[i]! ^ this.state[i]!;
        this.next();
      }
    }
    this.state.set(jumped);
  }

  /** 32 random bits, as a signed integer. */
  next(): number {
    const { state } = this;
    const a = state[0]!;
    const b = state[1]!;
    const c = state[2]! ^ a;
    const d = state[3]!;
    const sum = (a + d) | 0;
    const last = d ^ b;
    state[0] = a ^ last;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (last << 11) | (last >>> 21);
    return (((sum << 7) | (sum >>> 25)) + a) | 0;
  }

  /** Fills words[from … to) with what `next` would give, keeping the bits of `keep` and setting those of `set`. */
  fill(words: Int32Array, from: number = 0, to: number = words.length, keep: number = -1, set: number = 0): void {
    const { state } = this;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    for (let i = from; i < to; i++) {
      const sum = (a + d) | 0;
      words[i] = (((((sum << 7) | (sum >>> 25)) + a) | 0) & keep) | set;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  /**
   * Fills words[from … to) with the bit patterns of binary32 numbers ±1.ffff… · 2^e. Significand and sign are random. e
   * is uniform over lowest … lowest + binades − 1, up to 1/256 if `binades` does not divide 256. Each number takes one
   * draw: the eight bits at the place of the exponent choose e. `keep` shortens significands. lowest ≥ −126, lowest +
   * binades − 1 ≤ 127.
   */
  fillBinades(words: Int32Array, from: number, to: number, lowest: number, binades: number, keep: number = -1): void {
    const { state } = this;
    const base = lowest + 127;
    const kept = 0x807fffff & keep;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    for (let i = from; i < to; i++) {
      const sum = (a + d) | 0;
      const word = (((sum << 7) | (sum >>> 25)) + a) | 0;
      words[i] = (word & kept) | ((base + ((((word >>> 23) & 255) * binades) >>> 8)) << 23);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  /**
   * A whole number from 0 to n − 1. Its probabilities are uniform up to a relative n / 2^16 (for n above 2^16: n /
   * 2^32).
   */
  below(n: number): number {
    if (n <= 0x10000) return Math.imul(this.next() >>> 16, n) >>> 16;
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

const jumpPolynomial = [0x8764000b, 0xf542d2d3, 0x6fa035c3, 0x77f2db5b] as const;

/**
 * The source of a seed; with a name, one of its independent streams (a shard, a claim, a batch). Seeds are whole
 * numbers up to 2^53 − 1 in size; others throw a UsageError.
 */
export function randomOf(seed: number, stream: string = ''): Rng {
  if (!Number.isSafeInteger(seed)) throw new UsageError(`seed: ${seed} is not a whole number up to 2^53 − 1 in size`);
  const bits = seedrandom(stream === '' ? `${seed}` : `${seed}/${stream}`);
  return new Rng([bits.int32(), bits.int32(), bits.int32(), bits.int32()]);
}

/** For the parameter `randomType` of fast-check: its runs draw from this source. */
export const fastCheckRandom = (seed: number): Rng => randomOf(seed, 'fast-check');
