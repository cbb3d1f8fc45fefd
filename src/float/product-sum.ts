import { addDyadic, type Dyadic, dyadic, dyadicZero } from './dyadic.ts';

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Index of the high half of a binary64 number; it depends on the byte order of the machine. */
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Of a binary64 number with biased exponent b, this many units 2^(b − 1070) are below 2^48. */
const unit = 1070;
/** So many numbers below 2^48 have a sum below 2^53, which binary64 holds. */
const mostInBucket = 32;

/**
 * The exact sum of products of two binary32 numbers each, in a bucket for each binade. Such a product has at most 48
 * significant bits, so a bucket takes 32 of them before a big integer is needed. 10^7 products take 0.1 s.
 */
export class ProductSum {
  private readonly sums = new Float64Array(2048);
  private readonly counts = new Uint8Array(2048);
  private readonly full = new Map<number, bigint>();
  /** Binades that `full` may lack. To look at all 2048 would take longer than a short sum. */
  private readonly used: number[] = [];

  /** A finite product of two binary32 numbers, which is a binary64 number. */
  add(product: number): void {
    if (product === 0) return;
    number[0] = product;
    const binade = (words[high]! >>> 20) & 0x7ff;
    this.sums[binade]! += product * scales[binade]!;
    const count = ++this.counts[binade]!;
    if (count === 1 && !this.full.has(binade)) this.used.push(binade);
    else if (count === mostInBucket) this.empty(binade);
  }

  private empty(binade: number): void {
    this.full.set(binade, (this.full.get(binade) ?? 0n) + BigInt(this.sums[binade]!));
    this.sums[binade] = 0;
    this.counts[binade] = 0;
  }

  total(): Dyadic {
    for (const binade of [...this.used, ...this.full.keys()]) if (this.counts[binade]! > 0) this.empty(binade);
    return [...this.full].reduce((sum, [binade, units]) => addDyadic(sum, dyadic(units, binade - unit)), dyadicZero);
  }

  /** Begins a new sum. */
  clear(): void {
    for (const binade of [...this.used, ...this.full.keys()]) {
      this.sums[binade] = 0;
      this.counts[binade] = 0;
    }
    this.used.length = 0;
    this.full.clear();
  }
}

const scales = Float64Array.from({ length: 2048 }, (_, binade) => 2 ** (unit - binade));
