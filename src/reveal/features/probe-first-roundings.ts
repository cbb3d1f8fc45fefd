import type { Entry } from '../vectors.ts';
import { largestKept } from './largest-kept.ts';
import type { Leaves } from './probe-leaves.ts';
import { rest, type Scene, under, without } from './scene.ts';

/**
 * Where additions round to p ≤ 24 bits: to how many bits they round before, if they do; undefined where they do not, or where it cannot be
 * seen. One operand is 1 + 2^-p, half way between two numbers of p bits, and another a little less than 2^-h. One rounding goes up to 1 +
 * 2^-(p − 1). If q bits are kept first, the little one is lost from h = q on, where it is less than half of their last place, and the tie
 * goes down to 1, which is even. −1 on the sibling leaves 2^-(p − 1) or 0. The first operand comes from a leaf that keeps p + 1 bits (or an
 * exact product, 24929 · 673 · 2^-24, where p = 24), from two children of a node that keeps more than p, or from two of three operands.
 * Without any of these all sums have two operands of p bits, and a first rounding to 2p + 2 bits or more changes nothing (Figueroa 1995). A
 * root that keeps the 53 bits of its result is asked the same way. 7 rounds of a call each.
 */
export async function probeFirstRoundings(
  scene: Scene,
  precisions: readonly number[],
  leaves: Leaves,
  taken: readonly boolean[],
): Promise<readonly (number | undefined)[]> {
  const { tree, questions, numbers } = scene;
  const most = Math.min(70, numbers.depth);
  const nodes = tree.children.flatMap((_, k) => {
    const setting =
      precisions[k]! > 24 ? lastOfWide(scene, k, precisions) : halfWay(scene, k, precisions, leaves, taken);
    return setting === undefined ? [] : [{ ...setting, k }];
  });
  const vectors = nodes.map(({ tie, hair, k }) => (h: number) => [...tie, hair(h), ...without(scene, tree.n + k)]);
  const kept = await largestKept(questions, vectors, 1, most, (answer, h, index) => {
    const { k } = nodes[index]!;
    return h <= precisions[k]! + 1 || rest(scene, tree.n + k, answer) > 2 ** -precisions[k]!;
  });
  const first: (number | undefined)[] = tree.children.map(() => undefined);
  nodes.forEach(({ k }, index) => {
    if (kept[index]! < most) first[k] = kept[index]! + 1;
  });
  return first;
}

interface Setting {
  readonly tie: readonly Entry[];
  /** What brings a little less than 2^-h. */
  readonly hair: (h: number) => Entry;
}

/**
 * Of a root in binary64 whose result shows that: 1 and 2^-53 (1 + 2^-(h − 53)) on its two children, which is half way and a little more.
 */
function lastOfWide(scene: Scene, k: number, precisions: readonly number[]): Setting | undefined {
  const { n, children } = scene.tree;
  if (k !== children.length - 1 || precisions[k] !== 53) return undefined;
  const [first, second] = children[k]!;
  const leaf = first! < n ? first! : second!;
  const other = leaf === first ? second! : first!;
  return {
    tie: [under(scene, other, 0)],
    hair: (h) => under(scene, leaf, -53, h > 54 ? 1 + 2 ** -Math.min(h - 53, 23) : 1.5),
  };
}

function halfWay(
  scene: Scene,
  k: number,
  precisions: readonly number[],
  { bits, exact }: Leaves,
  taken: readonly boolean[],
): Setting | undefined {
  const { n, children } = scene.tree;
  const p = precisions[k]!;
  const list = children[k]!;
  const other = (child: number): number => (child === list[0] ? list[1]! : list[0]!);
  const below = (child: number) => (h: number) => under(scene, child, -h, 1 - 2 ** -6);
  const long = list.find((child) => child < n && bits[child]! > p && !taken[child]);
  if (long !== undefined) return { tie: [under(scene, long, 0, 1 + 2 ** -p)], hair: below(other(long)) };
  const product =
    p === 24 && !scene.conditions.smallInputs ? list.find((child) => child < n && exact[child]!) : undefined;
  if (product !== undefined) {
    const [at, left, right] = under(scene, product, 0);
    return { tie: [[at, left * 24929 * 2 ** -14, right * 673 * 2 ** -10]], hair: below(other(product)) };
  }
  const wide = list.find((child) => child >= n && precisions[child - n]! > p);
  if (wide !== undefined) {
    const [first, second] = children[wide - n]!;
    return { tie: [under(scene, first!, 0), under(scene, second!, -p)], hair: below(other(wide)) };
  }
  const [first, second, third] = list;
  if (third === undefined) return undefined;
  return { tie: [under(scene, first!, 0), under(scene, second!, -p)], hair: below(third) };
}
