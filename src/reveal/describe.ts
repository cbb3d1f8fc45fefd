import type { Accumulation, NodeFormat } from '../sums/accumulation.ts';
import { isFused, isWider, nameOf, roundingsOf } from '../sums/accumulation.ts';
import { type ArithmeticSummary, summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { bitsOfRange } from '../sums/narrow-inputs.ts';
import { foldTree } from '../sums/tree.ts';
import type { FlatTree } from './flat-tree.ts';

/**
 * The name of the scheme, or a few words if no guess was right. The number of terms and the height are printed beside
 * it.
 */
export function describeTree(tree: FlatTree, scheme: string | undefined): string {
  if (tree.n === 1) return 'one term';
  if (tree.n === 2) return 'two terms';
  if (scheme !== undefined) return scheme;
  const widest = tree.children.reduce((most, { length }) => Math.max(most, length), 0);
  const wide = widest > 2 ? `, additions of up to ${widest} terms` : '';
  return `${isChain(tree) ? 'one after another, in another order' : 'no named pattern'}${wide}`;
}

function isChain(tree: FlatTree): boolean {
  return tree.children.every((children) => children.filter((child) => child >= tree.n).length <= 1);
}

/** The numerical features of an accumulation in a few words: inputs, products, sums, rounding, start, flushing. */
export function describeArithmetic(accumulation: Accumulation): string {
  return arithmeticText(summariseArithmetic(accumulation), { numbers: accumulation.leaves === 'numbers' });
}

interface TextOptions {
  readonly counts?: boolean;
  /** Numbers are summed, not products. */
  readonly numbers?: boolean;
}

/** A summary in words. Without `counts` it leaves out the numbers that change with the shape. */
export function arithmeticText(summary: ArithmeticSummary, options: TextOptions = {}): string {
  const { additions, flush, result, end, rounding = 'nearest-even' } = summary;
  const flushed = [flush.inputs && 'inputs', flush.products && 'products', flush.sums && 'sums'].filter(Boolean);
  return [
    ...inputsInWords(summary),
    computingText(summary, options),
    ...(result === 'binary32' && additions.some(({ format }) => isWider(format))
      ? ['the result rounded to binary32']
      : []),
    ...(end === undefined ? [] : [`the result rounded to ${end}`]),
    ...(rounding === 'nearest-even' ? [] : [`every rounding ${directions[rounding]}`]),
    startInWords(summary),
    ...(summary.leavesOut === undefined ? [] : [leftOutWords[summary.leavesOut]]),
    flushed.length === 0 ? 'subnormals kept' : `subnormal ${listed(flushed)} flushed to zero`,
  ].join('; ');
}

const leftOutWords = {
  left: 'terms with a zero pixel left out',
  right: 'terms with a zero tap left out',
  either: 'terms with a zero factor left out',
} as const;
const directions = { 'toward-zero': 'toward zero', up: 'upward', down: 'downward' } as const;
const starts = {
  'positive-zero': 'starting from +0',
  'negative-zero': 'starting from −0',
  'first-product': 'starting from the first product',
} as const;
const narrowFormats: Readonly<Record<number, string>> = { 8: ', as in bfloat16', 11: ', as in TF32' };

function listed(words: readonly unknown[]): string {
  return words.length === 1 ? String(words[0]) : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function inputsInWords({ inputs }: ArithmeticSummary): string[] {
  if (inputs === undefined) return [];
  const how = inputs.rounding === 'nearest-even' ? 'rounded' : 'truncated';
  if (inputs.range !== undefined && inputs.bits === bitsOfRange[inputs.range])
    return [`inputs ${how} to ${inputs.range}`];
  const range = inputs.range === undefined ? narrowFormats[inputs.bits] : ` in the range of ${inputs.range}`;
  return [`inputs ${how} to ${inputs.bits} significant bits${range ?? ''}`];
}

/** The products and the sums in words, as the first part of `arithmeticText` says them. */
export function computingText(
  summary: ArithmeticSummary,
  { counts = true, numbers = false }: TextOptions = {},
): string {
  const { products, additions, productFormat, inputs } = summary;
  if (numbers) return sumsText(additions, counts);
  const formats = additions.map(({ format }) => format);
  const twice = formats.flatMap((format) => (isFused(format) ? [] : [roundingsOf(format)]));
  const [only] = twice;
  if (products.rounded === 0 && formats.length === 1 && only?.via !== undefined)
    return `each exact product is added in ${nameOf(only.via)}, and the sum is rounded to ${nameOf(only.to)}`;
  const fused = formats.length > 0 && !formats.every(isWider) && twice.every(({ via }) => via === undefined);
  const exact = fused ? 'fused into their additions' : 'exact';
  // Products of binary16 numbers are binary32 numbers, so nothing tells whether they are rounded to it.
  const isShort = summary.end === 'binary16' && inputs?.range === 'binary16' && productFormat === undefined;
  if (isShort) return `products exact; ${sumsText(additions, counts)}`;
  const rounded = `rounded to ${productFormat === undefined ? 'binary32' : nameOf(productFormat)}`;
  return `${productsText(products, exact, rounded, counts)}; ${sumsText(additions, counts)}`;
}

function productsText(
  products: ArithmeticSummary['products'],
  exact: string,
  rounded: string,
  counts: boolean,
): string {
  if (products.exact === 0) return `products ${rounded}`;
  if (products.rounded === 0) return `products ${exact}`;
  if (!counts) return `some products ${exact}, some ${rounded}`;
  if (products.rounded <= 4) return `products ${exact}, except for ${products.rounded} ${rounded}`;
  return `${products.exact} products ${exact}, ${products.rounded} ${rounded}`;
}

function sumsText(additions: ArithmeticSummary['additions'], counts: boolean): string {
  if (additions.length === 0) return 'nothing to add';
  const several = counts && additions.length > 1;
  return `sums ${additions.map(({ format, count }) => `${inWords(format)}${several ? ` (${count})` : ''}`).join(', ')}`;
}

function inWords(format: NodeFormat): string {
  if (isFused(format)) {
    const bits = `${format.guardBits} guard bit${format.guardBits === 1 ? '' : 's'}`;
    const aligned = format.aligns === undefined ? '' : ', aligned by the exponents of factors';
    const to = format.to === undefined ? '' : ` to ${nameOf(format.to)}`;
    const ending = format.end === 'toward-zero' ? 'truncated' : 'rounded to nearest';
    return `in fused adders with ${bits}${aligned}, ${ending}${to}`;
  }
  const { to, via } = roundingsOf(format);
  return via === undefined ? `in ${nameOf(to)}` : `rounded to ${nameOf(via)} and then to ${nameOf(to)}`;
}

function startInWords({ start, bias }: ArithmeticSummary): string {
  if (bias === undefined) return starts[start];
  if (bias.enters === 'end') return `${starts[start]}; ${bias.value} added to the result`;
  return `${starts[start]}, or from ${bias.value} where term ${bias.enters} comes first`;
}

/** What becomes of a product before it is added. */
export type ProductKind = 'rounded' | 'fused' | 'exact';

/**
 * The kind of every product, by term. `rounded`: to a number of its own first. `fused`: exact into an addition that
 * rounds once, to binary32 or fewer bits, or into a fused adder. `exact`: exact into an addition in binary64 or more,
 * which holds every product of two binary32 numbers.
 */
export function productKinds({ tree, products, nodes, result }: Accumulation): readonly ProductKind[] {
  const kinds: ProductKind[] = products.map((product) => (product === 'rounded' ? 'rounded' : 'exact'));
  const mark = (term: number | undefined, into: NodeFormat): void => {
    if (term !== undefined && kinds[term] === 'exact' && !holdsProducts(into)) kinds[term] = 'fused';
  };
  let node = 0;
  const alone = foldTree<number | undefined>(
    tree,
    (term) => term,
    (children) => {
      const format = nodes[node]!;
      node += 1;
      for (const term of children) mark(term, format);
      return undefined;
    },
  );
  mark(alone, result);
  return kinds;
}

function holdsProducts(format: NodeFormat): boolean {
  if (isFused(format)) return false;
  const { to, via } = roundingsOf(format);
  return Math.max(to.precision, via?.precision ?? 0) >= 48;
}
