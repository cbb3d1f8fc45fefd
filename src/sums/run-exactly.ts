import { sumError } from '../float/addition.ts';
import { growExpansion, leading } from '../float/expansion.ts';
import { binary32, binary64, type Format, type RoundingMode } from '../float/format.ts';
import { type Accumulation, type FusedAdder, isFused, type NodeFormat, roundingsOf } from './accumulation.ts';
import { inputFormat } from './narrow-inputs.ts';
import { cutToPlace, isTiny, leadingExponent, type Pair, type Parts, roundExactly } from './round-exactly.ts';
import { foldTree } from './tree.ts';
import { flushInput } from './underflow.ts';

/** Evaluates `count` windows of n terms, which lie side by side, and writes one result per window. */
export type Evaluate = (
  left: Float32Array,
  right: Float32Array,
  n: number,
  count: number,
  out: Float32Array | Float64Array,
) => void;

/** One addition: the indices of its operands and how it rounds. */
interface Step {
  readonly operands: readonly number[];
  /** The value with which an accumulator starts. Undefined if this starts none, or starts with its first operand. */
  readonly zero: number | undefined;
  readonly format: NodeFormat;
}

/**
 * An evaluator for any accumulation, mainly for those that programs (program.ts) cannot compute. Every operand is a
 * pair of binary64 numbers that holds its exact value. Every sum is exact (`growExpansion`, or one TwoSum) and is
 * rounded as its addition says. About ten times slower than a program. NaN and infinities follow IEEE 754. `inputs` is
 * ignored: the caller narrows them.
 */
export function exactEvaluator(accumulation: Accumulation): Evaluate {
  const { products, flush, result, bias, rounding: mode = 'nearest-even', productFormat = binary32 } = accumulation;
  const n = products.length;
  const steps = stepsOf(accumulation);
  const highs = new Float64Array(n + steps.length);
  const lows = new Float64Array(n + steps.length);
  const own = new Set(accumulation.ownStart);
  const set = (at: number, { high, low }: Pair): void => {
    highs[at] = high;
    lows[at] = low;
  };
  const add = (operands: readonly Pair[], format: NodeFormat, exponents?: readonly number[]): Pair =>
    sumOf(operands, format, mode, flush.sums, exponents);
  const byFactors = steps.some(({ format }) => isFused(format) && format.aligns === 'factors');
  const leastExponent = inputFormat(accumulation.inputs ?? { bits: 24 }).minExponent;
  const exponents = new Int32Array(n);
  const final: Format = result === 'binary32' ? binary32 : binary64;
  const first = bias === undefined || bias.enters === 'end' ? undefined : bias;

  const productOf = (x: number, y: number, exact: boolean): Pair => {
    const product = flush.inputs ? flushInput(x) * flushInput(y) : x * y;
    if (exact) return single(product);
    return roundSum({ high: product, low: 0, below: 0 }, { to: productFormat }, mode, flush.products);
  };
  return (left, right, _, count, out) => {
    for (let w = 0; w < count; w += 1) {
      for (let term = 0; term < n; term += 1) {
        const at = w * n + term;
        const product = productOf(left[at]!, right[at]!, products[term] === 'exact');
        if (byFactors)
          exponents[term] = factorExponent(left[at]!, leastExponent) + factorExponent(right[at]!, leastExponent);
        set(term, own.has(term) ? add([single(0), product], 'binary32') : product);
      }
      steps.forEach(({ operands, zero, format }, k) => {
        const values = operands.map((id): Pair => ({ high: highs[id]!, low: lows[id]! }));
        const places = !byFactors
          ? undefined
          : operands.map((id) => (id < n ? exponents[id]! : factorExponent(highs[id]!, leastOfSum)));
        const after = (first: Pair, from: number, to?: number): Pair => {
          const rest = places && [factorExponent(first.high, leastOfSum), ...places.slice(from, to)];
          return add([first, ...values.slice(from, to)], format, rest);
        };
        if (zero === undefined) set(n + k, add(values, format, places));
        else if (values.length > 2) set(n + k, after(single(zero), 0));
        else set(n + k, after(after(single(zero), 0, 1), 1));
      });
      let total: Pair = { high: highs[n + steps.length - 1]!, low: lows[n + steps.length - 1]! };
      const start = first?.value ?? zeroOf(accumulation);
      if (steps.length === 0 && start !== undefined) total = add([single(start), total], result);
      total = roundSum({ ...total, below: 0 }, { to: final }, mode, flush.sums && result === 'binary32');
      out[w] = (bias?.enters === 'end' ? add([total, single(bias.value)], result) : total).high;
    }
  };
}

const leastOfSum = binary32.minExponent;
/** The exponent that is stored with a number of a format; that of a subnormal number is the least. */
const factorExponent = (x: number, least: number): number => Math.max(leadingExponent(x), least);

const single = (high: number): Pair => ({ high, low: 0 });

function zeroOf({ start }: Accumulation): number | undefined {
  return start === 'first-product' ? undefined : start === 'positive-zero' ? 0 : -0;
}

function stepsOf(accumulation: Accumulation): readonly Step[] {
  const { tree, nodes, products, bias } = accumulation;
  const steps: Step[] = [];
  foldTree<number>(
    tree,
    (term) => term,
    (operands) => {
      const begins = operands.every((id) => id < products.length);
      const biased = bias !== undefined && bias.enters !== 'end' && operands.includes(bias.enters);
      const zero = !begins ? undefined : biased ? bias.value : zeroOf(accumulation);
      return products.length - 1 + steps.push({ operands: [...operands], zero, format: nodes[steps.length]! });
    },
  );
  return steps;
}

/** The exact sum of the operands, or of what a fused adder keeps of them, rounded. */
function sumOf(
  operands: readonly Pair[],
  format: NodeFormat,
  mode: RoundingMode,
  flushes: boolean,
  exponents?: readonly number[],
): Pair {
  let plain = -0;
  for (const { high } of operands) plain += high;
  if (!Number.isFinite(plain)) return single(plain);
  const kept = isFused(format) ? keptBy(format, operands, exponents) : operands;
  const parts = exactSum(kept);
  if (parts === undefined) return single(zeroSum(operands, mode));
  if (!isFused(format)) return roundSum(parts, roundingsOf(format), mode, flushes && isNarrow(format));
  return roundSum(parts, { to: format.to ?? binary32 }, format.end, flushes);
}

function keptBy(
  { guardBits, to = binary32, aligns }: FusedAdder,
  operands: readonly Pair[],
  exponents?: readonly number[],
): readonly Pair[] {
  return cutToPlace(operands, to.precision - 1 + guardBits, aligns === 'factors' ? exponents : undefined);
}

const isNarrow = (format: Exclude<NodeFormat, FusedAdder>): boolean => roundingsOf(format).to.maxExponent < 1023;

/** The zero that operands with sum 0 give: −0 if all are −0, or if the mode is `down` and not all are +0. */
function zeroSum(operands: readonly Pair[], mode: RoundingMode): number {
  const zeros = (sign: number): boolean => operands.every(({ high }) => Object.is(high, sign));
  return zeros(-0) || (mode === 'down' && !zeros(0)) ? -0 : 0;
}

/** Undefined if the sum is 0. */
function exactSum(operands: readonly Pair[]): Parts | undefined {
  if (operands.length === 2 && operands[0]!.low === 0 && operands[1]!.low === 0) {
    const [a, b] = [operands[0]!.high, operands[1]!.high];
    const high = a + b;
    return high === 0 ? undefined : { high, low: sumError(a, b, high), below: 0 };
  }
  const expansion: number[] = [];
  for (const { high, low } of operands) {
    growExpansion(expansion, high);
    if (low !== 0) growExpansion(expansion, low);
  }
  if (expansion.length === 0) return undefined;
  const parts = leading(expansion);
  if (parts.below === 0) return parts;
  // What high lacks: 53 bits of it, and the sign of the rest.
  const { high } = parts;
  growExpansion(expansion, -high);
  const { high: low, low: more, below } = leading(expansion);
  return { high, low, below: more === 0 ? below : more };
}

/** NaN, infinities and zeros stay. */
function roundSum(
  parts: Parts,
  { to, via }: { readonly to: Format; readonly via?: Format },
  mode: RoundingMode,
  flushes: boolean,
): Pair {
  if (parts.high === 0 || !Number.isFinite(parts.high)) return single(parts.high);
  const once: Parts = via === undefined ? parts : { ...roundExactly(parts, via, mode), below: 0 };
  if (flushes && isTiny(once, to, mode)) return single(parts.high * 0);
  if (once.high === 0 || !Number.isFinite(once.high)) return once;
  return roundExactly(once, to, mode);
}
