import { roundNarrow } from '../float/narrow-numbers.ts';
import { type Accumulation, isPlain, type NodeFormat } from '../sums/accumulation.ts';
import { inputFormat, narrowInputs } from '../sums/narrow-inputs.ts';
import { compile } from '../sums/program.ts';
import { type Evaluate, exactEvaluator } from '../sums/run-exactly.ts';
import { runProgram } from '../sums/run-program.ts';
import { foldTree, type SummationTree } from '../sums/tree.ts';

/** A revealed accumulation as a function: vectors of n terms in, results out, with the bits that the engine gives. */
export type Model = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  count: number,
) => Float32Array | Float64Array;

export function modelOf(accumulation: Accumulation): Model {
  const { leavesOut, end } = accumulation;
  const evaluate = evaluatorOf(accumulation);
  return (lefts, rights, n, count) => {
    const out = accumulation.result === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    const narrow = (factors: Float32Array): Float32Array => narrowed(factors, accumulation);
    const [left, right] = withoutZeros(narrow(lefts), narrow(rights), leavesOut);
    evaluate(left, right, n, count, out);
    return end === undefined ? out : out.map((x) => roundNarrow(x, end));
  };
}

/**
 * Factors in the format of the inputs. Subnormal inputs are flushed here where the evaluator does it too late (before
 * zeros are left out) or not at all (of smaller ranges).
 */
function narrowed(numbers: Float32Array, { inputs, leavesOut, flush }: Accumulation): Float32Array {
  const narrow = inputs === undefined ? numbers : narrowInputs(numbers, inputs);
  if (!flush.inputs || (inputs?.range === undefined && leavesOut === undefined)) return narrow;
  const least = 2 ** inputFormat(inputs ?? { bits: 24 }).minExponent;
  return narrow.map((x) => (Math.abs(x) < least ? x * 0 : x));
}

/** Terms that are left out become −0 · 1, because adding −0 changes nothing. */
function withoutZeros(
  lefts: Float32Array,
  rights: Float32Array,
  leavesOut: Accumulation['leavesOut'],
): readonly [Float32Array, Float32Array] {
  if (leavesOut === undefined) return [lefts, rights];
  const [left, right] = [lefts.slice(), rights.slice()];
  for (let k = 0; k < left.length; k += 1) {
    const isLeft = left[k] === 0 && leavesOut !== 'right';
    if (!isLeft && (right[k] !== 0 || leavesOut === 'left')) continue;
    left[k] = -0;
    right[k] = 1;
  }
  return [left, right];
}

/** Programs are some ten times faster, but compute only the common formats. */
function evaluatorOf(accumulation: Accumulation): Evaluate {
  if (!isPlain(accumulation)) return exactEvaluator(accumulation);
  const program = compile(accumulation);
  return (lefts, rights, n, count, out) => runProgram(program, lefts, rights, n, count, out);
}

/**
 * The accumulation of some of its terms, renumbered in the order of `kept`; undefined if none is left. It models an
 * engine that skips terms on padding. Additions with a single child left disappear.
 */
export function keepTerms(accumulation: Accumulation, kept: readonly number[]): Accumulation | undefined {
  const newNumber = new Map(kept.map((term, index) => [term, index]));
  let node = 0;
  const rest = foldTree<Rest | undefined>(
    accumulation.tree,
    (term) => {
      const number = newNumber.get(term);
      return number === undefined ? undefined : { tree: { kind: 'term', term: number }, nodes: [] };
    },
    (children) => {
      const format = accumulation.nodes[node]!;
      node += 1;
      const left = children.filter((child) => child !== undefined);
      if (left.length < 2) return left[0];
      const tree: SummationTree = { kind: 'add', children: left.map((child) => child.tree) };
      return { tree, nodes: [...left.flatMap(({ nodes }) => nodes), format] };
    },
  );
  if (rest === undefined) return undefined;
  const products = kept.map((term) => accumulation.products[term]!);
  const ownStart = (accumulation.ownStart ?? []).flatMap((term) => newNumber.get(term) ?? []);
  return { ...accumulation, ...rest, products, ownStart };
}

interface Rest {
  readonly tree: SummationTree;
  readonly nodes: readonly NodeFormat[];
}
