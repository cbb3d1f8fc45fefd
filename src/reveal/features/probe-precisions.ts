import { largestKept } from './largest-kept.ts';
import { near } from './probe-conditions.ts';
import { rest, type Scene, under, without } from './scene.ts';

/**
 * How many significant bits every addition keeps (of the root's no more than the result shows), in 6 or 7 rounds of a call each: 1 under one
 * child, 2^-k under another and −1 under the sibling of the node, which makes the node the only one between the two large numbers. If the
 * node keeps p bits, 1 + 2^-k is exact for k < p, and the sibling's −1 leaves 2^-k, one bit, which is exact everywhere. For k ≥ p it rounds to 1 or,
 * upward, to 1 + 2^-(p − 1): 0 or at least twice 2^-k are left. Powers of two pass all other nodes as they are.
 */
export async function probePrecisions(scene: Scene): Promise<readonly number[]> {
  const { tree, questions, numbers } = scene;
  const nodes = tree.children.map((_, k) => tree.n + k);
  const vectors = nodes.map((id) => (k: number) => {
    const [first, second] = tree.children[id - tree.n]!;
    return [under(scene, first!, 0), under(scene, second!, -k), ...without(scene, id)];
  });
  const kept = await largestKept(questions, vectors, 1, Math.min(numbers.depth, 70), (answer, k, index) =>
    near(rest(scene, nodes[index]!, answer), 2 ** -k),
  );
  return kept.map((k) => k + 1);
}
