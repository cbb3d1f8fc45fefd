import { type NarrowName, narrowFormats } from '../../float/narrow-numbers.ts';
import { type Accumulation, noFlush, type ProductRounding, sameFormat } from '../../sums/accumulation.ts';
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

/**
 * Whether products are rounded to the format of the inputs: (1 + 2^-a)(1 − 2^-a) on a leaf, whose factors have all bits
 * of the format, and −1 on its sibling leave −2^-2a unless that was lost. `taken`: leaves that are added to a zero
 * first. Costs a call.
 */
export async function narrowFormatsOf(
  context: ProbeContext,
  narrow: NarrowName,
  taken: readonly boolean[],
): Promise<Pick<Accumulation, 'inputs' | 'productFormat'>> {
  const format = narrowFormats[narrow];
  const a = format.precision - 1;
  const leaf = Math.max(0, taken.indexOf(false));
  const [at, left, right] = under(context, leaf, 0);
  const [answer] = await context.oracle.askEntries([
    [[at, left * (1 + 2 ** -a), right * (1 - 2 ** -a)], ...minusOnSibling(context, leaf)],
  ]);
  const isRounded = !near(remainder(context, leaf, answer!), -(2 ** (-2 * a)));
  return { inputs: narrowInputsOf(narrow), ...(isRounded ? { productFormat: format } : {}) };
}

/**
 * Which products of bfloat16 numbers enter their addition exactly: 2^128 on the leaf and −2^127 on its sibling leave
 * 2^127. A product that is rounded to binary32 before is ∞. Products of binary16 numbers are exact in binary32. Costs a
 * round, with a call for every leaf.
 */
export async function exactNarrow(
  { tree, at, oracle }: ProbeContext,
  productFormat: Accumulation['productFormat'],
): Promise<readonly boolean[]> {
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  if (productFormat !== undefined || oracle.narrow === 'binary16') return leaves.map(() => productFormat === undefined);
  const answers = await oracle.askEntries(
    leaves.map((leaf): Entry[] => [
      [leaf, 2 ** 64, 2 ** 64],
      [at.rep[at.sibling(leaf)!]!, -(2 ** 64), 2 ** 63],
    ]),
  );
  return leaves.map((leaf) => answers[leaf] === 2 ** 127);
}

/**
 * What no probe decides, as accumulations to replay, the likeliest first: whether the root is in binary32 or in the
 * format of the result; whether products are exact or rounded to binary32; and products that are rounded to the format
 * although a fused root hides it.
 */
export function narrowCandidates(found: Accumulation, narrow: NarrowName): readonly Accumulation[] {
  const format = narrowFormats[narrow];
  const { nodes, products } = found;
  const root = nodes.at(-1);
  const isHidden = typeof root === 'object' && 'to' in root && !('guardBits' in root) && sameFormat(root.to!, format);
  const wide: Accumulation = { ...found, nodes: [...nodes.slice(0, -1), 'binary32'], end: narrow };
  const roots = isHidden ? [wide, found] : [{ ...found, end: narrow }, found];
  const all = (product: ProductRounding) => products.map(() => product);
  return roots.flatMap((one) => {
    const alike = [one, { ...one, products: all('rounded') }, { ...one, products: all('exact') }];
    if (nodes.length > 1) return alike;
    const { productFormat: _, ...wider } = alike[1]!;
    return [...alike, wider, { ...alike[1]!, productFormat: format }];
  });
}

/** A single product: exact or rounded, added to +0 or not, and rounded to the format of the result. */
export function loneCandidates({ format: result }: Oracle, narrow: NarrowName): readonly Accumulation[] {
  const tree = summationTreeOf({ n: 1, children: [] }, () => 0);
  const common = { tree, nodes: [], flush: noFlush, result, inputs: narrowInputsOf(narrow), end: narrow } as const;
  return (['positive-zero', 'first-product'] as const).flatMap((start): Accumulation[] => [
    { ...common, start, products: ['rounded'] },
    { ...common, start, products: ['exact'] },
    { ...common, start, products: ['rounded'], productFormat: narrowFormats[narrow] },
  ]);
}
