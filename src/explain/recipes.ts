import type { Terms } from '../conv/terms.ts';
import { convolutionPairs, sameOrderPairs, type Tried } from './engine-pairs.ts';
import type { EnginePair, Recipe } from './explanation.ts';
import { gridBits, ontoGrid } from './integer-grid.ts';
import {
  exactLoop,
  integerLoop,
  multiplyThenAdd,
  multiplyThenHalve,
  plainLoop,
  type WindowLoop,
  wideLoop,
  wideMultiplyThenHalve,
} from './recipe-loops.ts';
import { countSameBits } from './same-bits.ts';

interface Plan {
  readonly name: string;
  readonly ways: readonly [string, string];
  readonly loops: readonly [WindowLoop, WindowLoop];
  readonly guarantee: string;
  readonly engines: (tried: readonly Tried[]) => readonly EnginePair[];
}

const convolution = 'term after term, as a convolution';
const multiplySum = 'products first, then halves, as multiply-sum';

function plans(n: number): readonly Plan[] {
  const [leftBits, rightBits] = gridBits(n);
  return [
    {
      name: 'nothing',
      ways: [convolution, multiplySum],
      loops: [plainLoop, multiplyThenHalve],
      guarantee: 'none: two orders, two roundings',
      engines: (tried) => convolutionPairs(tried, 'binary32'),
    },
    {
      name: 'the same order on both sides',
      ways: [convolution, 'products first, then term after term'],
      loops: [plainLoop, multiplyThenAdd],
      guarantee: 'always, if both sides round every product: a fused multiply-add on one side breaks it',
      engines: sameOrderPairs,
    },
    {
      name: 'binary64 sums, one rounding to binary32 at the end',
      ways: [`${convolution}, in binary64`, `${multiplySum}, in binary64`],
      loops: [wideLoop, wideMultiplyThenHalve],
      guarantee: `not always: both sums are within ${n - 1}·2^-53·Σ|x·y| of the exact one, but a rounding boundary of binary32 may lie between them, the more likely the more the sum cancels`,
      engines: (tried) => convolutionPairs(tried, 'binary64'),
    },
    {
      name: 'correctly rounded on both sides',
      ways: ['certified binary64 arithmetic, first term first', 'big integers, last term first'],
      loops: [exactLoop, integerLoop],
      guarantee: 'always: the exact value has one nearest binary32 number, whatever the order',
      engines: () => [],
    },
    {
      name: 'inputs on an integer grid',
      ways: [`${convolution}, inputs rounded to the grid`, `${multiplySum}, inputs rounded to the grid`],
      loops: [onGrid(plainLoop), onGrid(multiplyThenHalve)],
      guarantee:
        `always, when no partial sum needs more than 24 bits: Σ|x·y| ≤ 2^24 grid steps, as for ${n} terms of ` +
        `${leftBits}-bit pixels and ${rightBits}-bit taps; the inputs themselves change`,
      engines: () => [],
    },
  ];
}

function onGrid(loop: WindowLoop): WindowLoop {
  return (left, right, n, count, out) => {
    const [gridLeft, gridRight] = ontoGrid(left, right, n, count);
    loop(gridLeft, gridRight, n, count, out);
  };
}

/**
 * Every recipe, tried on the windows of many cases, two different ways against one another, and timed against a plain loop; and
 * with the real engines of which `tried` holds the results.
 */
export function tryRecipes(terms: Terms, n: number, tried: readonly Tried[]): readonly Recipe[] {
  const { left, right } = terms;
  const count = left.length / n;
  const times = new Stopwatch(left, right, n, count);
  const plain = times.of(plainLoop);
  return plans(n).map(({ name, ways, loops, guarantee, engines }) => {
    const [first, second] = loops.map((loop) => {
      const out = new Float32Array(count);
      loop(left, right, n, count, out);
      return out;
    }) as [Float32Array, Float32Array];
    const equal = countSameBits(first, second, count);
    const relativeCost = loops[0] === plainLoop ? 1 : times.of(loops[0]) / plain;
    return { name, ways, tried: count, equal, relativeCost, guarantee, engines: engines(tried) };
  });
}

/** The least time of several runs over a part of the windows: what else the machine does only ever adds. */
class Stopwatch {
  private readonly out: Float32Array;
  private readonly left: Float32Array;
  private readonly right: Float32Array;
  private readonly n: number;
  private readonly count: number;

  constructor(left: Float32Array, right: Float32Array, n: number, count: number) {
    const part = Math.max(1, Math.min(count, Math.floor(2 ** 16 / n)));
    [this.left, this.right, this.n, this.count] = [left.subarray(0, part * n), right.subarray(0, part * n), n, part];
    this.out = new Float32Array(part);
  }

  of(loop: WindowLoop): number {
    let least = Number.POSITIVE_INFINITY;
    const began = performance.now();
    for (let run = 0; run < 5 || (run < 200 && performance.now() - began < 30); run++) {
      const start = performance.now();
      loop(this.left, this.right, this.n, this.count, this.out);
      least = Math.min(least, performance.now() - start);
    }
    return least;
  }
}
