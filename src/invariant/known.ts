import { smallestCertificate } from '../reveal/certificates/smallest-certificate.ts';
import type { Certificate } from '../reveal/certificates/sperner-certificate.ts';
import { describeArithmetic, describeTree } from '../reveal/describe.ts';
import { type FlatTree, isBinary, sketchOf, summationTreeOf } from '../reveal/flat-tree.ts';
import { modelOf } from '../reveal/model.ts';
import type { Vectors } from '../reveal/oracle.ts';
import { schemes, windowSchemes } from '../reveal/schemes/all-schemes.ts';
import type { Scheme } from '../reveal/schemes/scheme.ts';
import type { Accumulation } from '../sums/accumulation.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** One way to compute a sum of n products that was met: a tree with its arithmetic, or bits that nothing explains. */
export type Known = KnownTree | KnownBits;

export interface KnownTree {
  readonly kind: 'tree';
  readonly n: number;
  readonly tree: FlatTree;
  readonly scheme: string | undefined;
  readonly accumulation: Accumulation;
  /** What it gives for the vectors that are replayed at every size. */
  readonly predicted: Float64Array;
  /** Undefined if even the output from which the tree was revealed does not pass it. */
  readonly certificate: Certificate | undefined;
}

export interface KnownBits {
  readonly kind: 'bits';
  readonly n: number;
  /** Why there is no tree. */
  readonly because: string;
  readonly predicted: Float64Array;
}

/** A tree with its arithmetic, to be compared with the engine on `replayed`. */
export function knownTree(
  tree: FlatTree,
  scheme: string | undefined,
  accumulation: Accumulation,
  replayed: Vectors,
): KnownTree {
  const { n } = tree;
  const predicted = Float64Array.from(modelOf(accumulation)(replayed.lefts, replayed.rights, n, replayed.count));
  // Windows assume two-term additions in binary32, which the replays check.
  const plain = isBinary(tree) && accumulation.nodes.every((format) => format === 'binary32');
  const certificate = smallestCertificate(tree, !plain);
  return { kind: 'tree', n, tree, scheme, accumulation, predicted, certificate };
}

/** The tree of the same name for another number of terms, in the same arithmetic; undefined if it has none. */
export function ofFamily(known: KnownTree, n: number, window: WindowShape, replayed: Vectors): KnownTree | undefined {
  const tree = schemeNamed(known.scheme, window)?.tree(n);
  const accumulation = tree && withArithmeticOf(known.accumulation, tree);
  return tree && accumulation && knownTree(tree, known.scheme, accumulation, replayed);
}

/** Whether the family of `one` gives the tree of `other` at its number of terms, in an arithmetic of the same words. */
export function fitsFamily(one: KnownTree, other: KnownTree, window: WindowShape): boolean {
  if (describeFamily(one) === describeFamily(other)) return true;
  const tree = schemeNamed(one.scheme, window)?.tree(other.n);
  if (tree === undefined || sketchOf(tree) !== sketchOf(other.tree)) return false;
  const accumulation = withArithmeticOf(one.accumulation, tree);
  return accumulation !== undefined && describeArithmetic(accumulation) === describeArithmetic(other.accumulation);
}

function schemeNamed(name: string | undefined, window: WindowShape): Scheme | undefined {
  if (name === undefined) return undefined;
  return schemes.find((one) => one.name === name) ?? windowSchemes(window).find((one) => one.name === name);
}

/** An arithmetic that treats all terms and all additions alike, on another tree; undefined if it does not. */
export function withArithmeticOf(accumulation: Accumulation, tree: FlatTree): Accumulation | undefined {
  const { products, nodes, ownStart = [], bias } = accumulation;
  const [product, node] = [products[0], nodes[0]];
  const isUniform = products.every((one) => one === product) && nodes.every((one) => one === node);
  if (product === undefined || node === undefined || !isUniform || ownStart.length > 0) return undefined;
  if (bias !== undefined && bias.enters !== 'end') return undefined;
  return {
    ...accumulation,
    tree: summationTreeOf(tree),
    products: Array(tree.n).fill(product),
    nodes: tree.children.map(() => node),
  };
}

/** The tree in words. */
export function describeKnown(known: Known): string {
  return known.kind === 'tree' ? describeTree(known.tree, known.scheme) : 'not explained';
}

/** Its arithmetic, or why there is none. */
export function describeKnownArithmetic(known: Known): string {
  return known.kind === 'tree' ? describeArithmetic(known.accumulation) : known.because;
}

function describeFamily(known: KnownTree): string {
  const { scheme, accumulation } = known;
  const kinds = [...new Set(accumulation.products), ...new Set(accumulation.nodes.map((node) => JSON.stringify(node)))];
  return `${scheme ?? 'no named pattern'} ${kinds.join(' ')} ${JSON.stringify(accumulation.flush)}`;
}
