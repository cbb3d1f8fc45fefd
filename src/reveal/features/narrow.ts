import { type NarrowName, narrowFormats } from '../../float/narrow-numbers.ts';
import { type Accumulation, type Flush, noFlush, type ProductRounding, sameFormat } from '../../sums/accumulation.ts';
import type { InputRounding } from '../../sums/narrow-inputs.ts';
import { summationTreeOf } from '../flat-tree.ts';
import type { Entry, Oracle } from '../oracle.ts';
import { near } from './conditions.ts';
import { minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';

/**
 * What differs for a black box whose inputs and results are numbers of 16 bits. The format of its inputs is known. Its
 * last rounding is that of the result, so the precision of its root hardly shows: candidates are replayed.
 */
export function narrowInputsOf(narrow: NarrowName): InputRounding {
  const { precision: bits } = narrowFormats[narrow];
  return { bits, rounding: 'nearest-even', ...(narrow === 'binary16' ? { range: narrow } : {}) };
}

/** What becomes of products of 16 bits. */
interface NarrowProducts extends Pick<Accumulation, 'inputs' | 'productFormat'> {
  /** By leaf: whether the product enters its addition exactly. */
  readonly exact: readonly boolean[];
}

/**
 * Which products are rounded, in one or two rounds with a call for every leaf.
 *
 * - (1 + 2^-a)(1 − 2^-a) on a leaf, whose factors have all bits of the format, and −1 on its sibling leave −2^-2a if
 *   the product keeps its bits. If all leaves lose them, products are rounded to the format. If some do, these are
 *   added to a zero first.
 * - Products of binary16 numbers are exact in binary32. Of bfloat16 numbers, 2^128 on a leaf and −2^127 on its sibling
 *   leave 2^127 if the product is exact. One that is rounded to binary32 before is ∞.
 */
export async function narrowProducts(context: ProbeContext, narrow: NarrowName): Promise<NarrowProducts> {
  const { tree, at, oracle } = context;
  const format = narrowFormats[narrow];
  const inputs = narrowInputsOf(narrow);
  const a = format.precision - 1;
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  const answers = await oracle.askEntries(
    leaves.map((leaf) => {
      const [place, left, right] = under(context, leaf, 0);
      return [[place, left * (1 + 2 ** -a), right * (1 - 2 ** -a)], ...minusOnSibling(context, leaf)];
    }),
  );
  const keeps = leaves.map((leaf) => near(remainder(context, leaf, answers[leaf]!), -(2 ** (-2 * a))));
  if (!keeps.includes(true)) return { inputs, productFormat: format, exact: keeps };
  if (narrow === 'binary16') return { inputs, exact: keeps };
  const large = await oracle.askEntries(
    leaves.map((leaf): Entry[] => [
      [leaf, 2 ** 64, 2 ** 64],
      [at.rep[at.sibling(leaf)!]!, -(2 ** 64), 2 ** 63],
    ]),
  );
  return { inputs, exact: leaves.map((leaf) => large[leaf] === 2 ** 127) };
}

/**
 * What no probe decides, as accumulations to replay, the likeliest first: whether the root is in binary32 or in the
 * format of the result; whether products are exact or rounded to binary32; and products that are rounded to the format
 * although a fused root hides it. Of flushed sums, whether +0 is added at the end, as by a pair of zeros that fills an
 * instruction up: only a −0 that was flushed shows it.
 */
export function narrowCandidates(found: Accumulation, narrow: NarrowName): readonly Accumulation[] {
  const format = narrowFormats[narrow];
  const { nodes, products } = found;
  const root = nodes.at(-1);
  const isHidden = typeof root === 'object' && 'to' in root && !('guardBits' in root) && sameFormat(root.to!, format);
  const wide: Accumulation = { ...found, nodes: [...nodes.slice(0, -1), 'binary32'], end: narrow };
  const either = isHidden ? [wide, found] : [{ ...found, end: narrow }, found];
  const hidesZero = found.flush.sums && found.bias === undefined;
  const roots = either.flatMap((one): readonly Accumulation[] =>
    hidesZero ? [one, { ...one, bias: { value: 0, enters: 'end' } }] : [one],
  );
  const all = (product: ProductRounding) => products.map(() => product);
  return roots.flatMap((one) => {
    const alike = [one, { ...one, products: all('rounded') }, { ...one, products: all('exact') }];
    if (nodes.length > 1) return alike;
    const { productFormat: _, ...wider } = alike[1]!;
    return [...alike, wider, { ...alike[1]!, productFormat: format }];
  });
}

/**
 * A single product: exact or rounded, added to +0 or not, flushed or not, and rounded to the format of the result. Only
 * numbers of bfloat16 are subnormal in binary32, where the instructions for them flush.
 */
export function loneCandidates({ format: result }: Oracle, narrow: NarrowName): readonly Accumulation[] {
  const tree = summationTreeOf({ n: 1, children: [] }, () => 0);
  const common = { tree, nodes: [], result, inputs: narrowInputsOf(narrow), end: narrow } as const;
  const flushes: readonly Flush[] = narrow === 'bfloat16' ? [noFlush, flushedAll] : [noFlush];
  return flushes.flatMap((flush) =>
    (['positive-zero', 'first-product'] as const).flatMap((start): Accumulation[] => [
      { ...common, flush, start, products: ['rounded'] },
      { ...common, flush, start, products: ['exact'] },
      { ...common, flush, start, products: ['rounded'], productFormat: narrowFormats[narrow] },
    ]),
  );
}

const flushedAll: Flush = { inputs: true, products: true, sums: true };
