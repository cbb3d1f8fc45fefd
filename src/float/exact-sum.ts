import { addDyadic, type Dyadic, dyadic, dyadicOf, dyadicZero, multiplyDyadic, negateDyadic } from './dyadic.ts';

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Index of the high half of a binary64 number; it depends on the byte order of the machine. */
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const low = 1 - high;

/** So many numbers below 2^32 have a sum below 2^53, which binary64 holds. */
const mostBeforeFlush = 2 ** 20;
const binades = 2048;

/**
 * The exact sum of any finite binary64 numbers and of products of two, and the exact sum of their absolute values. Sums
 * of parts merge to the sum of the whole, so that it does not depend on how the work was divided.
 *
 * Every binade has one bucket for terms above and one for terms below zero. A bucket holds two sums of integers: the
 * upper 21 bits of the significands, and the lower 32. Both are exact in binary64 for 2^20 numbers; then they move into
 * a big integer. A product is split exactly into two numbers by Dekker's algorithm where no part can overflow or
 * underflow, and else computed with big integers. A term costs a few nanoseconds.
 */
export class ExactSum {
  /** How many terms were not zero. */
  nonZero = 0;
  private pending = 0;
  private readonly upper = new Float64Array(2 * binades);
  private readonly lower = new Float64Array(2 * binades);
  /** The binades in use, so that a short sum does not search all. */
  private least = binades;
  private most = -1;
  private positive: Dyadic = dyadicZero;
  private negative: Dyadic = dyadicZero;

  /** A finite number as one term. */
  addNumber(x: number): void {
    if (x === 0) return;
    this.nonZero++;
    this.put(x, x > 0 ? 0 : binades);
  }

  /** The product of any two finite numbers as one term. */
  addProduct(x: number, y: number): void {
    if (x === 0 || y === 0) return;
    this.nonZero++;
    const product = x * y;
    const size = Math.abs(product);
    const side = x > 0 === y > 0 ? 0 : binades;
    if (size < leastProduct || size > mostProduct || Math.abs(x) > mostFactor || Math.abs(y) > mostFactor) {
      this.addDyadic(multiplyDyadic(dyadicOf(x), dyadicOf(y)));
      return;
    }
    const cx = x * splitter;
    const cy = y * splitter;
    const xh = cx - (cx - x);
    const yh = cy - (cy - y);
    const xl = x - xh;
    const yl = y - yh;
    this.put(product, side);
    const error = xl * yl - (product - xh * yh - xl * yh - xh * yl);
    if (error !== 0) this.put(error, side);
  }

  private addDyadic(term: Dyadic): void {
    if (term.significand > 0n) this.positive = addDyadic(this.positive, term);
    else this.negative = addDyadic(this.negative, negateDyadic(term));
  }

  /** `side` is where the term belongs; a part of it may have the other sign. */
  private put(x: number, side: number): void {
    number[0] = x;
    const word = words[high]!;
    const binade = (word >>> 20) & 0x7ff;
    const top = binade === 0 ? word & 0xfffff : (word & 0xfffff) | 0x100000;
    const place = side + binade;
    if (binade < this.least) this.least = binade;
    if (binade > this.most) this.most = binade;
    if (x < 0) {
      this.upper[place]! -= top;
      this.lower[place]! -= words[low]!;
    } else {
      this.upper[place]! += top;
      this.lower[place]! += words[low]!;
    }
    if (++this.pending === mostBeforeFlush) this.flush();
  }

  private flush(): void {
    this.pending = 0;
    this.positive = addDyadic(this.positive, this.drain(0));
    this.negative = addDyadic(this.negative, negateDyadic(this.drain(binades)));
    this.least = binades;
    this.most = -1;
  }

  /** Back to the empty sum. */
  clear(): void {
    this.flush();
    this.positive = dyadicZero;
    this.negative = dyadicZero;
    this.nonZero = 0;
  }

  private drain(side: number): Dyadic {
    let sum = dyadicZero;
    for (let binade = this.least; binade <= this.most; binade++) {
      const place = side + binade;
      const [top, bottom] = [this.upper[place]!, this.lower[place]!];
      if (top === 0 && bottom === 0) continue;
      const units = (BigInt(top) << 32n) + BigInt(bottom);
      sum = addDyadic(sum, dyadic(units, Math.max(binade, 1) - 1075));
      this.upper[place] = 0;
      this.lower[place] = 0;
    }
    return sum;
  }

  /** Adds the sum of other terms, which stays as it is. */
  merge({ positive, negative, nonZero }: ExactParts): void {
    this.positive = addDyadic(this.positive, positive);
    this.negative = addDyadic(this.negative, negative);
    this.nonZero += nonZero;
  }

  /**
   * The sums of the positive terms and of the sizes of the negative ones. A plain record, which threads can exchange.
   */
  parts(): ExactParts {
    this.flush();
    return { positive: this.positive, negative: this.negative, nonZero: this.nonZero };
  }
}

export interface ExactParts {
  readonly positive: Dyadic;
  readonly negative: Dyadic;
  readonly nonZero: number;
}

const splitter = 2 ** 27 + 1;
/** Splitting does not overflow below, and |x·y| with its error, a multiple of 2^-106 times it, does not underflow. */
const mostFactor = 2 ** 995;
const mostProduct = 2 ** 1020;
const leastProduct = 2 ** -960;
