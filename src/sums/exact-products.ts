import type { Arithmetic } from './accumulation.ts';
import { type LongSums, longSumModule } from './long-sum-code.ts';
import type { OrderSink, StreamedOrder } from './stream-schemes.ts';
import { instanceOf, memoryFor } from './wasm-instance.ts';
import type { WindowShape } from './window-shape.ts';

/**
 * A long window whose products are binary32 numbers, as those of every sum are. Rounding them changes nothing, so that
 * all arithmetics that add in one format give the same bits: each order is added up once in binary32 and once in
 * binary64.
 */
export class ExactProducts {
  private readonly memory: object;
  private readonly n: number;
  private readonly sums = new Map<boolean, LongSums>();
  private readonly known = new Map<StreamedOrder, Map<boolean, number>>();
  private readonly loops = new Map<string, number>();

  private constructor(memory: object, n: number) {
    this.memory = memory;
    this.n = n;
  }

  /** Undefined where a product is no binary32 number, or where the machine has no WebAssembly. */
  static of(left: Float32Array, right: Float32Array): ExactProducts | undefined {
    const n = left.length;
    for (let t = 0; t < n; t++) {
      const product = left[t]! * right[t]!;
      if (Math.fround(product) !== product) return undefined;
    }
    const made = memoryFor(4 * n);
    if (made === undefined) return undefined;
    const products = new Float32Array(made.buffer);
    for (let t = 0; t < n; t++) products[t] = left[t]! * right[t]!;
    return new ExactProducts(made.memory, n);
  }

  /** The sum in this order: the bits of `streamSum`. */
  sum(order: StreamedOrder, arithmetic: Arithmetic, window: WindowShape): number {
    const isWide = arithmetic === 'binary64' || arithmetic.endsWith('wide');
    const known = this.known.get(order) ?? new Map<boolean, number>();
    this.known.set(order, known);
    const sum = known.get(isWide) ?? this.added(order, isWide, window);
    known.set(isWide, sum);
    return arithmetic === 'binary64' ? sum : Math.fround(sum);
  }

  private added(order: StreamedOrder, isWide: boolean, window: WindowShape): number {
    const sums =
      this.sums.get(isWide) ?? instanceOf<LongSums>(longSumModule(isWide ? 'binary64' : 'binary32'), this.memory);
    this.sums.set(isWide, sums);
    const sink = new ProductSink(sums, isWide, this.n, this.loops);
    order(sink, this.n, window);
    return sink.result();
  }
}

/** As deep as any order here. */
const deepest = 256;
const termsInCache = 2 ** 12;

/** A stack of sums. A lone term is +0 + term; see long-sum-code.ts. */
class ProductSink implements OrderSink {
  private readonly stack = new Float64Array(deepest);
  private top = -1;
  private laneSums = new Float64Array(0);
  private readonly compute: LongSums;
  private readonly isWide: boolean;
  private readonly n: number;
  private readonly loops: Map<string, number>;

  constructor(compute: LongSums, isWide: boolean, n: number, loops: Map<string, number>) {
    this.compute = compute;
    this.isWide = isWide;
    this.n = n;
    this.loops = loops;
  }

  chain(first: number, end: number, step: number): void {
    const count = Math.ceil((end - first) / step);
    // Several orders are one loop over everything where the window is one row.
    const key = `${this.isWide} ${first} ${step}`;
    const isWhole = count === this.n;
    const known = isWhole ? this.loops.get(key) : undefined;
    const sum = known ?? this.compute.chain(0, 4 * first, 4 * (first + count * step), 4 * step);
    if (isWhole) this.loops.set(key, sum);
    this.push(sum);
  }

  term(term: number): void {
    this.push(this.compute.chain(0, 4 * term, 4 * term + 4, 4));
  }

  add(): void {
    this.top--;
    const sum = this.stack[this.top]! + this.stack[this.top + 1]!;
    this.stack[this.top] = this.isWide ? sum : Math.fround(sum);
  }

  lanes(end: number, count: number): void {
    this.laneSums = new Float64Array(count);
    // One lane after another over so many terms, which the cache holds.
    const most = Math.floor(termsInCache / count) * count;
    for (let from = 0; from < end; from += most) {
      const to = Math.min(from + most, end);
      for (let k = 0; k < count; k++)
        this.laneSums[k] = this.compute.chain(this.laneSums[k]!, 4 * (from + k), 4 * (to + k), 4 * count);
    }
  }

  lane(k: number): void {
    this.push(this.laneSums[k]!);
  }

  halves(n: number, larger: 'first' | 'second'): void {
    this.push(this.compute.halves(0, n, larger === 'first' ? 1 : 0));
  }

  blocks(n: number, size: number): void {
    if (size >= n) this.chain(0, n, 1);
    else this.push(this.compute.blocks(0, 4 * n, 4 * size));
  }

  superblocks(n: number, span: number, ways: number): void {
    this.push(this.compute.superblocks(0, 4 * n, 4 * span, ways));
  }

  eight(first: number, end: number): void {
    this.push(this.compute.eight(4 * first, 4 * end));
  }

  result(): number {
    return this.stack[0]!;
  }

  private push(sum: number): void {
    this.top++;
    this.stack[this.top] = sum;
  }
}
