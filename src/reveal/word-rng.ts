import type { SmallRng } from './small-rng.ts';

/**
 * Random bits for replays, tens of millions a second and the same in every run: Marsaglia's xorshift generator of 32 bits
 * ("Xorshift RNGs", Journal of Statistical Software 8(14), 2003, shifts 13, 17, 5; period 2^32 − 1, never 0). Its bits are
 * linear in the state, which does not matter here: what they decide are significands, signs and exponents of trial inputs.
 */
export class WordRng implements SmallRng {
  #state: number;
  #other: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
    this.#other = 1;
    for (let warm = 0; warm < 8; warm += 1) this.next();
    this.#other = Math.imul(this.next(), 0x85ebca6b) | 1;
  }

  /** 32 random bits, as a signed integer. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state;
  }

  /** A whole number in 0 … bound − 1, for bound up to 2^16; off uniform by at most bound / 2^16 of each probability. */
  below(bound: number): number {
    return Math.imul(this.next() >>> 16, bound) >>> 16;
  }

  /** A whole number from least to most, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /**
   * words[from … to) become ±1.ffff… · 2^e of random significand and sign, e uniform over lowest … lowest + binades − 1, one
   * draw a number: the eight bits where the exponent goes choose it. `keep` cuts significands short (1 bits are kept).
   */
  fill(words: Int32Array, from: number, to: number, lowest: number, binades: number, keep = -1): void {
    const base = lowest + 127;
    const kept = 0x807fffff & keep;
    let state = this.#state;
    for (let i = from; i < to; i += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = (state & kept) | ((base + ((((state >>> 23) & 255) * binades) >>> 8)) << 23);
    }
    this.#state = state;
  }

  /** As `fill` for two arrays at once, each from a state of its own, because the steps of one state wait for one another. */
  fillBoth(
    lefts: Int32Array,
    rights: Int32Array,
    from: number,
    to: number,
    lowest: number,
    binades: number,
    keep = -1,
  ): void {
    const base = lowest + 127;
    const kept = 0x807fffff & keep;
    let state = this.#state;
    let other = this.#other;
    for (let i = from; i < to; i += 1) {
      state ^= state << 13;
      other ^= other << 13;
      state ^= state >>> 17;
      other ^= other >>> 17;
      state ^= state << 5;
      other ^= other << 5;
      lefts[i] = (state & kept) | ((base + ((((state >>> 23) & 255) * binades) >>> 8)) << 23);
      rights[i] = (other & kept) | ((base + ((((other >>> 23) & 255) * binades) >>> 8)) << 23);
    }
    this.#state = state;
    this.#other = other;
  }
}
