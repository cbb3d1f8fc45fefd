import { binary32, type Format, unitRoundoff32, unitRoundoff64 } from '../../float/format.ts';
import { type Accumulation, isFused, roundingsOf } from '../../sums/accumulation.ts';
import { foldTree } from '../../sums/tree.ts';
import { planTree } from './plan.ts';
import { type Adder, adderOf, isDirected, leafOf, resultPrecision, startsWithNumber } from './traits.ts';

/** What |computed − exact| ÷ (u·P) can be over all inputs, in units of u of the result. */
export interface FreeLimit {
  /** Nothing exceeds it, apart from underflow. Rounded upward. */
  readonly value: number;
  /** `roundings`: the bound of `provenGrowth`. `none`: a constant that is not 0 is added, and the limit is ∞. */
  readonly kind: 'roundings' | 'none';
  /**
   * (1 − 1/E)/u with the tree number E, to which `freeWitness` comes. In binary32 with up to 1000 terms it is more than
   * 0.999 of the limit (witness.test.ts). It is not an upper bound: in small formats some inputs exceed it by a
   * relative u (limit.quality.test.ts).
   */
  readonly attained: number;
}

/** The limit for free factors. */
export function freeLimit(accumulation: Accumulation): FreeLimit {
  const u = accumulation.result === 'binary32' ? unitRoundoff32 : unitRoundoff64;
  const { excess } = planTree(accumulation);
  const attained = excess / (1 + excess) / u;
  if (accumulation.bias !== undefined && accumulation.bias.value !== 0)
    return { value: Number.POSITIVE_INFINITY, kind: 'none', attained };
  return { value: provenGrowth(accumulation) / u, kind: 'roundings', attained };
}

/**
 * B with |computed − exact| ≤ B·P, apart from underflow and overflow, and with factors of at least `leastFactor`
 * (score.ts); rounded upward.
 *
 * By induction over the tree. Let |ŝ_i − s_i| ≤ B·P_i for the children of an addition, with the largest of their B.
 * Then |ŝ_i| ≤ (1 + B)·P_i. If the addition is off by at most c·Σ|ŝ_i|, then its error is at most (B + c·(1 + B))·ΣP_i.
 * The c of a rounding to nearest is v = u/(1 + u), of any other 2u. A fused adder cuts off less than 2^-(23 +
 * guardBits) of its largest operand from each of k operands before it rounds what is left, so c = k·2^-(23 + guardBits)
 * + v. A narrowed factor has a relative error of at most v of its bits.
 */
export function provenGrowth(accumulation: Accumulation): number {
  const { nodes, tree, inputs, ownStart, productFormat = binary32, products } = accumulation;
  const directed = isDirected(accumulation);
  const final = rounding(resultPrecision(accumulation), directed);
  const narrowing = inputs === undefined ? 0 : rounding(inputs.bits, inputs.rounding !== 'nearest-even');
  const leafAt = (term: number): number => {
    let growth = compose(narrowing, narrowing);
    if (products[term] === 'rounded') growth = compose(growth, rounding(productFormat.precision, directed));
    return ownStart?.includes(term) ? compose(growth, rounding(binary32.precision, directed)) : growth;
  };
  let at = 0;
  let root: Adder | undefined;
  const growth = foldTree<number>(tree, leafAt, (children, subtrees) => {
    const format = nodes[at++]!;
    const adder = adderOf(format, accumulation);
    root = adder;
    const cuts = adder.guardBits === undefined ? 0 : subtrees.length * 2 ** (-23 - adder.guardBits);
    const own = isFused(format)
      ? rounding(binary32.precision, adder.truncates)
      : formatsOfOne(format).reduce((sum, { precision }) => compose(sum, rounding(precision, directed)), 0);
    const step = own + cuts;
    const [head] = subtrees;
    const first = startsWithNumber(accumulation, subtrees) && subtrees.length === 2 && head?.kind === 'term';
    const begins = first && bitsOf(accumulation, head.term) > adder.precision;
    return compose(Math.max(...children.map((child, i) => (begins && i === 0 ? compose(child, step) : child))), step);
  });
  const bits = root?.precision ?? bitsOf(accumulation, 0);
  const wider = bits > resultPrecision(accumulation);
  const total = wider ? compose(growth, final) : growth;
  return total * (1 + 2 ** -50 * (products.length + 8));
}

/** The significant bits of a product before it is added to anything. */
const bitsOf = (accumulation: Accumulation, term: number): number => leafOf(accumulation, term).precision ?? 48;

const formatsOfOne = (format: Parameters<typeof adderOf>[0]): readonly Format[] =>
  isFused(format) ? [binary32] : Object.values(roundingsOf(format)).filter((one) => one !== undefined);

/** (1 + a)·(1 + b) − 1 */
const compose = (a: number, b: number): number => a + b + a * b;

/** The relative error of a rounding to p bits. */
function rounding(p: number, directed: boolean): number {
  const u = 2 ** -p;
  return directed ? 2 * u : u / (1 + u);
}
