import type { Accumulation, Bias, ProductRounding, Start } from '../../orders/accumulation.ts';
import { same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import { twinOf } from '../twin.ts';
import { WordRng } from '../word-rng.ts';
import { begins, type Scene, under } from './scene.ts';

const vectors = 256;

/**
 * Where a constant c enters. ±M on the two terms of an addition of terms alone, a call each: if c begins this accumulator, it meets a live mask and is
 * lost, else it is left. Where it is left everywhere it is added at the end, or begins an exact addition of more than two terms, where no mask is live. Which of the terms meets it first, whether its product is exact, and how other
 * accumulators begin, is decided by what fits 256 vectors of all kinds; the replays come after.
 */
export async function probeBias(scene: Scene, accumulation: Accumulation): Promise<Accumulation> {
  const { tree, questions, conditions } = scene;
  const { bias: value } = conditions;
  if (value === 0) return accumulation;
  const beginnings = tree.children.filter((_, k) => begins(scene, k));
  const answers = await questions.askEntries(
    beginnings.map(([first, second]) => [under(scene, first!, 0), under(scene, second!, 0, -1)]),
  );
  const entered = beginnings.find((_, index) => answers[index] === 0);
  const several = beginnings.filter((list) => list.length > 2).map(([first]) => first!);
  const places: readonly Bias['enters'][] = entered ?? ['end', ...several];
  const starts: readonly Start[] = ['positive-zero', 'negative-zero', 'first-product'];
  const candidates = places.flatMap((enters) =>
    starts.flatMap((start) =>
      (['rounded', 'exact'] as const).map((product) => withBias(accumulation, { value, enters }, start, product)),
    ),
  );
  const { n } = tree;
  const { lefts, rights } = replayVectors(new WordRng(7), n, vectors, 0);
  const computed = await questions.check(lefts, rights);
  const fits = candidates.find((candidate) => {
    const predicted = twinOf(candidate)(lefts, rights, n, vectors);
    return computed.every((answer, index) => same(answer, predicted[index]!));
  });
  return fits ?? candidates[0]!;
}

/** The same with a bias, whose first term is written first. */
function withBias(accumulation: Accumulation, bias: Bias, start: Start, product: ProductRounding): Accumulation {
  const products = accumulation.products.map((other, term) => (term === bias.enters ? product : other));
  return { ...accumulation, tree: firstIn(accumulation.tree, bias.enters), products, bias, start };
}

/** A tree with the addition of terms alone that holds a term beginning with it. */
function firstIn(tree: Accumulation['tree'], term: Bias['enters']): Accumulation['tree'] {
  if (tree.kind === 'term') return tree;
  const at = tree.children.findIndex((child) => child.kind === 'term' && child.term === term);
  if (at < 0) return { ...tree, children: tree.children.map((child) => firstIn(child, term)) };
  const isFirst = tree.children.every((child) => child.kind === 'term');
  if (!isFirst) return tree;
  return { ...tree, children: [tree.children[at]!, ...tree.children.filter((_, index) => index !== at)] };
}
