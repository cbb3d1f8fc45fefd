import type { Accumulation, NodeFormat } from '../sums/accumulation.ts';
import { foldTree } from '../sums/fold-tree.ts';
import { formatName, isFused, isWider, nameOf, roundingsOf } from '../sums/node-formats.ts';
import { type FlatTree, sizesOf } from './flat-tree.ts';
/**
 * A tree in words where it has a pattern, else in numbers. A guess that was right has its own name; of other trees the height
 * and the widest node are told.
 */
export function describeTree(tree: FlatTree, scheme: string | undefined): string {
  if (tree.n === 1) return 'one term';
  if (tree.n === 2) return 'two terms';
  if (scheme !== undefined) return scheme;
  const widest = tree.children.reduce((most, { length }) => Math.max(most, length), 0);
  const fused = widest > 2 ? `, additions of up to ${widest} terms` : '';
  if (isChain(tree)) return `one after another, in another order${fused}`;
  return `no named pattern: ${tree.n} terms, height ${heightOf(tree)}${fused}`;
}

function isChain(tree: FlatTree): boolean {
  return tree.children.every((children) => children.filter((child) => child >= tree.n).length <= 1);
}

export function heightOf(tree: FlatTree): number {
  const heights = new Int32Array(sizesOf(tree).length);
  tree.children.forEach((children, k) => {
    heights[tree.n + k] = 1 + children.reduce((most, child) => Math.max(most, heights[child]!), 0);
  });
  return heights.at(-1)!;
}

/** The arithmetic of an accumulation in a few words: inputs, products, accumulators, rounding, start, flushing. */
export function describeArithmetic(accumulation: Accumulation): string {
  const { nodes, flush, result, rounding = 'nearest-even' } = accumulation;
  const flushes = [flush.inputs && 'inputs', flush.products && 'products', flush.sums && 'sums'].filter(Boolean);
  return [
    ...inputsInWords(accumulation),
    productsInWords(accumulation),
    nodesInWords(nodes),
    ...(result === 'binary32' && nodes.some(isWider) ? ['rounded to binary32 at the end'] : []),
    ...(rounding === 'nearest-even' ? [] : [`every rounding ${directions[rounding]}`]),
    startInWords(accumulation),
    flushes.length === 0 ? 'subnormals kept' : `subnormal ${flushes.join(' and ')} flushed to zero`,
  ].join('; ');
}

const directions = { 'toward-zero': 'toward zero', up: 'upward', down: 'downward' } as const;
const starts = {
  'positive-zero': 'starting from +0',
  'negative-zero': 'starting from −0',
  'first-product': 'starting from the first product',
} as const;
const narrowFormats: Readonly<Record<number, string>> = { 8: ', as bfloat16 has', 11: ', as TF32 has' };

function inputsInWords({ inputs }: Accumulation): string[] {
  if (inputs === undefined) return [];
  const how = inputs.rounding === 'nearest-even' ? 'rounded' : 'cut';
  if (inputs.range === 'binary16' && inputs.bits === 11) return [`inputs ${how} to binary16`];
  const range = inputs.range === undefined ? narrowFormats[inputs.bits] : ' in the range of binary16';
  return [`inputs ${how} to ${inputs.bits} significant bits${range ?? ''}`];
}

function productsInWords({ products, nodes, productFormat }: Accumulation): string {
  const exact = products.filter((product) => product === 'exact').length;
  if (exact === 0) return `products rounded to ${productFormat === undefined ? 'binary32' : nameOf(productFormat)}`;
  const wide = nodes.every(isWider);
  const twice = nodes.some((format) => !isFused(format) && roundingsOf(format).via !== undefined);
  const manner = wide ? 'exact' : twice ? 'exact into additions that round twice' : 'fused into their additions';
  if (exact === products.length) return `products ${manner}`;
  const rest = products.length - exact;
  return rest <= 4 ? `products ${manner}, but for ${rest} rounded` : `${exact} products ${manner}, ${rest} rounded`;
}

function nodesInWords(nodes: readonly NodeFormat[]): string {
  if (nodes.length === 0) return 'nothing to add';
  const counts = new Map<string, number>();
  for (const format of nodes) counts.set(inWords(format), (counts.get(inWords(format)) ?? 0) + 1);
  const kinds = [...counts].sort(([a], [b]) => rankOf(a) - rankOf(b));
  if (kinds.length === 1) return `sums ${kinds[0]![0]}`;
  return `sums ${kinds.map(([how, number]) => `${how} (${number})`).join(', ')}`;
}

/** The usual formats stand first. */
const usual: readonly string[] = ['in binary32', 'through binary64 to binary32', 'in binary64'];
const rankOf = (words: string): number => (usual.includes(words) ? usual.indexOf(words) : usual.length);

function inWords(format: NodeFormat): string {
  if (isFused(format)) return `in ${formatName(format).replace('fused adder,', 'fused adders of')}`;
  const { to, via } = roundingsOf(format);
  return via === undefined ? `in ${nameOf(to)}` : `through ${nameOf(via)} to ${nameOf(to)}`;
}

function startInWords({ start, bias }: Accumulation): string {
  if (bias === undefined) return starts[start];
  const value = Object.is(bias.value, -0) ? '−0' : bias.value === 0 ? '+0' : String(bias.value);
  if (bias.enters === 'end') return `${starts[start]}; the result added to ${value}`;
  return `${starts[start]}, but from ${value} where term ${bias.enters} is the first`;
}

/** What becomes of a product before it is added. */
export type ProductKind = 'rounded' | 'fused' | 'exact';

/** Whether a sum goes through or stays in a format that holds every product exactly. */
function goesWide(format: NodeFormat): boolean {
  if (isFused(format)) return false;
  const { to, via } = roundingsOf(format);
  return Math.max(to.precision, via?.precision ?? 0) >= 48;
}

/**
 * By term: `rounded` to a number of its own first; `fused`: exact into an addition that rounds once to binary32 or fewer bits, a true fused
 * multiply-add, or into a fused adder; `exact`: exact into an addition that goes through or stays in binary64 or more, which holds every
 * product of two binary32 numbers.
 */
export function productKinds({ tree, products, nodes, result }: Accumulation): readonly ProductKind[] {
  const kinds: ProductKind[] = products.map((product) => (product === 'rounded' ? 'rounded' : 'exact'));
  const mark = (term: number | undefined, into: NodeFormat): void => {
    if (term !== undefined && kinds[term] === 'exact' && !goesWide(into)) kinds[term] = 'fused';
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
