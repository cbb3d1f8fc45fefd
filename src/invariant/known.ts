import { smallestCertificate } from '../reveal/certificates/smallest-certificate.ts';
import { type Certificate, spernerMask } from '../reveal/certificates/sperner-certificate.ts';
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
  readonly certificate: TreeCertificate | undefined;
}

/** Vectors with the sums that only one tree gives. */
export interface TreeCertificate {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly expected: Float64Array;
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
  const isPlain = isBinary(tree) && accumulation.nodes.every((format) => format === 'binary32');
  const certificate = certificateFor(
    smallestCertificate(tree, !isPlain || accumulation.end !== undefined),
    accumulation,
  );
  return { kind: 'tree', n, tree, scheme, accumulation, predicted, certificate };
}

/**
 * In binary16 the masks are 2^15 and the ones 2^-24, which is the product of two normal numbers: in an accumulator of
 * 24 bits or fewer, 2^14 of them vanish beside a mask. So many sums are exact in binary16 too, up to 2^11 ones.
 */
function certificateFor({ lefts, expected }: Certificate, { end }: Accumulation): TreeCertificate {
  const rights = new Float32Array(lefts.length).fill(1);
  if (end !== 'binary16') return { lefts, rights, expected };
  const isOne = lefts.map((x) => (x === 1 ? 1 : 0));
  return {
    lefts: lefts.map((x, index) => (isOne[index] === 1 ? 2 ** -12 : x * 2 ** (15 - Math.log2(spernerMask)))),
    rights: isOne.map((one) => (one === 1 ? 2 ** -12 : 1)),
    expected: expected.map((ones) => ones * 2 ** -24),
  };
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
