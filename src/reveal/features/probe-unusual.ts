import { bfloat16, binary16, binary32, binary64, extended, type Format } from '../../float/format.ts';
import type { Accumulation, NodeFormat } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import type { Questions } from '../probe.ts';
import { summationTreeOf } from '../summation-tree-of.ts';
import { exactBySign } from './exact-by-sign.ts';
import { probeBias } from './probe-bias.ts';
import type { Conditions } from './probe-conditions.ts';
import { probeFirstRoundings } from './probe-first-roundings.ts';
import { probeFusedAdders } from './probe-fused-adders.ts';
import { probeInputFormat } from './probe-input-format.ts';
import { exactTaken, exactTiny, probeLeaves, takenLeaves } from './probe-leaves.ts';
import { probePrecisions } from './probe-precisions.ts';
import { probeRanges } from './probe-ranges.ts';
import { probeStart } from './probe-start.ts';
import { probeTiny } from './probe-tiny.ts';
import { begins, type Scene, sceneOf } from './scene.ts';

/**
 * The arithmetic of a known tree with traits that probe-arithmetic.ts does not know, from probes that are in the files beside this one.
 * What they do not decide ends in replays that fail.
 */
export async function probeUnusual(
  tree: FlatTree,
  questions: Questions,
  conditions: Conditions,
): Promise<Accumulation> {
  const scene = sceneOf(tree, questions, conditions);
  const precisions = await probePrecisions(scene);
  const directed = conditions.rounding === 'up' || conditions.rounding === 'down';
  const none = tree.children.map(() => undefined);
  const adders = directed ? none : await probeFusedAdders(scene, precisions);
  const fused = adders.map((adder) => adder !== undefined);
  const rounding = conditions.cutsTerms || fused.includes(true) ? 'nearest-even' : conditions.rounding;
  const leaves = await probeLeaves(scene, fused);
  const seen = takenLeaves(scene, leaves, precisions);
  const exactBefore = await exactTaken(scene, leaves, seen);
  const firstRoundings =
    rounding === 'nearest-even' ? await probeFirstRoundings(scene, precisions, leaves, seen) : none;
  const ranges = await probeRanges(scene);
  const tiny = await probeTiny(scene, precisions, adders, leaves);
  const takenFirst = seen.map((isTaken, leaf) => isTaken || tiny.taken[leaf]!);
  const start = await probeStart(questions, conditions, takenFirst.includes(true));
  const narrowed = await probeInputFormat(scene, leaves, takenFirst);
  const exact = narrowed.inputs === undefined ? leaves.exact : await exactTiny(scene);
  const result = questions.format;
  const isWide = (k: number): boolean => isWideRoot(scene, k, exact);
  // Two products that a root adds to a zero, and neither is rounded by that: it keeps more bits than its result shows.
  const unseen = (k: number): number | undefined =>
    conditions.bias === 0 &&
    start !== 'first-product' &&
    begins(scene, k) &&
    tree.children[k]!.length === 2 &&
    isWide(k)
      ? 53
      : undefined;
  const nodes = adders.map(
    (adder, k): NodeFormat =>
      adder ?? nodeFormat(precisions[k]!, firstRoundings[k] ?? unseen(k), ranges[k]!, isWide(k)),
  );
  const bySign = start === 'positive-zero' ? await exactBySign(scene, precisions) : new Set<number>();
  const taken = seen.map((isTaken, leaf) => isTaken || tiny.taken[leaf]! || (bySign.has(leaf) && !exact[leaf]!));
  // Of what a zero takes and rounds, the others tell what it was.
  const allExact = exact.every(
    (isExact, leaf) => isExact || (begins(scene, scene.parents[leaf]! - tree.n) && exact[scene.at.sibling(leaf)!]),
  );
  const products = exact.map((isExact, leaf) =>
    isExact || bySign.has(leaf) || exactBefore.has(leaf) || (leaves.taken[leaf]! && allExact) ? 'exact' : 'rounded',
  );
  const rank = (leaf: number): number => (taken[leaf]! ? 0 : products[leaf] === 'rounded' ? 1 : 2);
  const found: Accumulation = {
    ...{ tree: summationTreeOf(tree, rank), products, nodes, start, flush: tiny.flush, result },
    ...(rounding === 'nearest-even' ? {} : { rounding }),
    ...narrowed,
  };
  return probeBias(scene, found);
}

/**
 * A root that rounds through more bits to those of the result is one that keeps them; but if it adds two terms to a zero and rounds the first one of
 * them.
 */
function isWideRoot(scene: Scene, k: number, exact: readonly boolean[]): boolean {
  const { children } = scene.tree;
  return k === children.length - 1 && (!begins(scene, k) || children[k]!.every((leaf) => exact[leaf]));
}

function nodeFormat(precision: number, first: number | undefined, small: boolean, wideRoot: boolean): NodeFormat {
  if (first !== undefined && wideRoot && (precision === 24 || precision === 53))
    return nodeFormat(first, undefined, small, false);
  const to = formatOf(precision, small);
  const via = first === undefined ? undefined : formatOf(first, false);
  if (via !== undefined) return to === binary32 && via === binary64 ? 'binary32-via-binary64' : { to, via };
  return to === binary32 ? 'binary32' : to === binary64 ? 'binary64' : { to };
}

/** The usual format of so many bits, or one with the range of the usual format above it. */
function formatOf(precision: number, small: boolean): Format {
  if (small) return { ...binary16, precision };
  const format = [bfloat16, binary32, binary64, extended].find((each) => each.precision === precision);
  return format ?? { ...(precision < 24 ? binary32 : precision < 53 ? binary64 : extended), precision };
}
