import type { Rng } from '../../inputs/random.ts';
import type { Accumulation, NodeFormat } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import type { Probe } from '../probe.ts';
import { summationTreeOf } from '../summation-tree-of.ts';

const formats: readonly NodeFormat[] = ['binary32', 'binary64', 'binary32-via-binary64'];

/** Any mix of products and formats, per term and node, over the tree. */
export function randomAccumulation(rng: Rng, tree: FlatTree): Accumulation {
  const mix = rng.below(6);
  const product = mix === 0 ? 0 : mix === 1 ? 1 : 2;
  const flip = (): boolean => rng.below(8) === 0;
  const flush =
    rng.below(3) === 0 ? { inputs: flip(), products: rng.below(2) === 0, sums: rng.below(2) === 0 } : undefined;
  return {
    tree: summationTreeOf(tree),
    products: Array.from({ length: tree.n }, () =>
      (product === 2 ? rng.below(2) : product) === 0 ? 'rounded' : 'exact',
    ),
    nodes: tree.children.map(() => (mix < 3 ? 'binary32' : formats[rng.below(3)]!)),
    ...beginningAndEnd(rng.below(8)),
    flush: flush ?? { inputs: false, products: false, sums: false },
    result: rng.below(5) === 0 ? 'binary64' : 'binary32',
  };
}

/** A last addition of +0 hides the sign by which beginnings with +0 and with the first product are told apart: it comes with the former. */
function beginningAndEnd(choice: number): Pick<Accumulation, 'start' | 'bias'> {
  if (choice === 0) return { start: 'positive-zero', bias: { value: 0, enters: 'end' } };
  return { start: choice < 4 ? 'positive-zero' : 'first-product' };
}

export function accumulationBox(accumulation: Accumulation): Probe {
  const model = modelOf(accumulation);
  return async (lefts, rights, n, count) => model(lefts, rights, n, count);
}
