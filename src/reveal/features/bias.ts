import { randomOf } from '../../inputs/random.ts';
import type { Accumulation, Bias, ProductRounding, Start } from '../../sums/accumulation.ts';
import { modelOf } from '../model.ts';
import { type Entry, vectorsOf } from '../oracle.ts';
import { same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import { addsTermsOnly, type ProbeContext, under } from './probe-context.ts';

const randomVectors = 256;

/**
 * Finds where a constant c enters. For every addition of terms alone, one call puts ±M on two of its terms. If c starts
 * that accumulator, it meets a live mask and is lost; otherwise it survives. If it survives everywhere, it is added at
 * the end, or it starts an exact addition of more than two terms, where no mask is live.
 *
 * Some questions are decided by which candidate fits: which of two terms meets c first, whether the product of that
 * term is exact, how other accumulators start, and whether a lone addition keeps binary64. The candidates are compared
 * on directed vectors and on 256 vectors of all kinds. With −c on one term and 2^-60 c on the other, the latter
 * survives only if −c comes first. Products next to −c that are not binary32 numbers show exactness.
 */
export async function probeBias(context: ProbeContext, accumulation: Accumulation): Promise<Accumulation> {
  const { tree, oracle, conditions } = context;
  const { bias: value } = conditions;
  if (value === 0) return accumulation;
  const beginnings = tree.children.filter((_, k) => addsTermsOnly(context, k));
  const answers = await oracle.askEntries(
    beginnings.map(([first, second]) => [under(context, first!, 0), under(context, second!, 0, -1)]),
  );
  const entered = beginnings.find((_, index) => answers[index] === 0);
  const several = beginnings.filter((list) => list.length > 2).map(([first]) => first!);
  const candidates = candidatesOf(accumulation, value, entered ?? ['end', ...several]);
  const directed = beginnings.flatMap(([first, second]) => [
    ...opposite(first!, second!, value),
    ...opposite(second!, first!, value),
  ]);
  const batches = [vectorsOf(tree.n, directed), replayVectors(randomOf(7, 'bias'), tree.n, randomVectors)];
  let left = candidates;
  for (const { lefts, rights, count } of batches) {
    const computed = await oracle.check(lefts, rights);
    left = left.filter((candidate) => {
      const predicted = modelOf(candidate)(lefts, rights, tree.n, count);
      return computed.every((answer, index) => same(answer, predicted[index]!));
    });
  }
  return left[0] ?? candidates[0]!;
}

function opposite(one: number, other: number, value: number): readonly (readonly Entry[])[] {
  const longer = [1, 3, 5].map((k): Entry => [one, Math.fround(-value / (1 + k * 2 ** -12)), 1 + k * 2 ** -12]);
  return [
    [
      [one, -value, 1],
      [other, value * 2 ** -60, 1],
    ],
    ...longer.map((entry) => [entry]),
  ];
}

function candidatesOf(
  accumulation: Accumulation,
  value: number,
  places: readonly Bias['enters'][],
): readonly Accumulation[] {
  const lone = accumulation.nodes.length === 1 && accumulation.nodes[0] !== 'binary64';
  const starts: readonly Start[] = ['positive-zero', 'negative-zero', 'first-product'];
  const candidates = places.flatMap((enters) =>
    starts.flatMap((start) =>
      (['rounded', 'exact'] as const).map((product) => withBias(accumulation, { value, enters }, start, product)),
    ),
  );
  return lone ? [...candidates, ...candidates.map((each) => ({ ...each, nodes: ['binary64' as const] }))] : candidates;
}

/** The same with a constant; the term where it enters is written first. */
function withBias(accumulation: Accumulation, bias: Bias, start: Start, product: ProductRounding): Accumulation {
  const products = accumulation.products.map((other, term) => (term === bias.enters ? product : other));
  return { ...accumulation, tree: firstIn(accumulation.tree, bias.enters), products, bias, start };
}

/** A tree in which the addition of terms alone that holds `term` starts with it. */
function firstIn(tree: Accumulation['tree'], term: Bias['enters']): Accumulation['tree'] {
  if (tree.kind === 'term') return tree;
  const at = tree.children.findIndex((child) => child.kind === 'term' && child.term === term);
  if (at < 0) return { ...tree, children: tree.children.map((child) => firstIn(child, term)) };
  const isFirst = tree.children.every((child) => child.kind === 'term');
  if (!isFirst) return tree;
  return { ...tree, children: [tree.children[at]!, ...tree.children.filter((_, index) => index !== at)] };
}
