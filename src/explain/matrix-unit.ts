import { type Accumulation, type FusedAdder, noFlush } from '../sums/accumulation.ts';
import { exactEvaluator } from '../sums/run-exactly.ts';
import type { SummationTree } from '../sums/tree.ts';
import type { NarrowResult } from './narrow-sums.ts';

/** Longer sums take too long: every addition of a unit is computed exactly. */
const longest = 2 ** 11;
/** Products that a unit adds at once, with what it has so far; and the bits that it keeps below a binary32 number. */
const widths = [4, 8, 16];
const guards = [0, 1, 2, 3];

/** The sum so far and the next products, all in one addition. */
function unitTree(n: number, width: number): SummationTree {
  let sum: SummationTree | undefined;
  for (let start = 0; start < n; start += width) {
    const terms = Array.from({ length: Math.min(width, n - start) }, (_, t): SummationTree => {
      return { kind: 'term', term: start + t };
    });
    const children = sum === undefined ? terms : [sum, ...terms];
    sum = children.length === 1 ? children[0]! : { kind: 'add', children };
  }
  return sum!;
}

/**
 * What matrix units (tensor cores) give for factors of few bits: several exact products and the sum so far are cut to a
 * common place, added, and cut to binary32. Each result is given once.
 */
export function* matrixUnitResults(left: Float32Array, right: Float32Array, inputs: string): Generator<NarrowResult> {
  const n = left.length;
  if (n < 2 || n > longest) return;
  const seen = new Set<number>();
  for (const width of widths) {
    for (const guardBits of guards) {
      const tree = unitTree(n, width);
      const adder: FusedAdder = { guardBits, end: 'toward-zero' };
      const accumulation: Accumulation = {
        ...{ tree, products: Array(n).fill('exact'), start: 'positive-zero', flush: noFlush, result: 'binary32' },
        nodes: Array(Math.ceil(n / width)).fill(adder),
      };
      const out = new Float32Array(1);
      exactEvaluator(accumulation)(left, right, n, 1, out);
      const [value] = out;
      if (seen.has(value!)) continue;
      seen.add(value!);
      const adding = `added by a matrix unit ${width} at once, ${guardBits} guard bits, cut`;
      yield {
        ...{ what: inputs === '' ? 'a matrix unit' : inputs, value: value!, format: 'binary32' },
        name: inputs === '' ? adding : `${inputs} (rounded to nearest), ${adding}`,
      };
    }
  }
}
