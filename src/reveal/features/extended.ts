import { bfloat16, binary16, binary32, binary64, extended, type Format } from '../../float/format.ts';
import type { NarrowName } from '../../float/narrow-numbers.ts';
import type { Accumulation, FusedAdder, NodeFormat, ProductRounding, Start } from '../../sums/accumulation.ts';
import { isFused } from '../../sums/accumulation.ts';
import { areAddedAtOnce, joinExactAdditions } from '../exact-additions.ts';
import { type FlatTree, summationTreeOf, treeKey } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { NotATree } from '../obstacle.ts';
import type { Oracle } from '../oracle.ts';
import { type ModelReplay, type ReplayOptions, replay } from '../replay.ts';
import { sieve } from '../sieve/sieve.ts';
import { probeBias } from './bias.ts';
import { type Conditions, probeConditions } from './conditions.ts';
import { probeFlushing } from './flushing.ts';
import { probeFirstRoundings, probePrecisions, probeRanges } from './formats.ts';
import { probeFusedAdders } from './fused-adders.ts';
import { probeLeftOut } from './left-out.ts';
import { type MaskPlan, maskPlans, plainPlan, scaledOracle } from './mask-plans.ts';
import { loneCandidates, narrowProducts } from './narrow.ts';
import { addsTermsOnly, type ProbeContext, probeContextOf } from './probe-context.ts';
import { exactBySign, exactTaken, exactTiny, probeInputFormat, probeLeaves, takenLeaves } from './products.ts';
import { probeStart } from './start-and-end.ts';
import { undecided } from './undecided.ts';

export interface ExtendedExplanation {
  readonly tree: FlatTree;
  readonly accumulation: Accumulation;
  readonly replay: ModelReplay;
  readonly treeCalls: number;
}

/** The probes take some 30 n calls of n terms. */
const mostTerms = 1024;

/**
 * Finds the tree and the extended features of a black box that has no IEEE features. The sieve uses masks and units
 * that the black box accepts, without guesses; `likely`, the tree that the IEEE search found, is tried first. Undefined
 * if no plan leads to an accumulation that passes the replays, or at once if `isHopeless`. That is asked where all
 * numbers of binary32 come through and one rounding to nearest shows: then every sum on a tree of several additions is
 * homogeneous and depends on the order.
 */
export async function revealExtended(
  oracle: Oracle,
  replaying: ReplayOptions,
  likely?: FlatTree,
  isHopeless: () => Promise<boolean> = async () => false,
): Promise<ExtendedExplanation | undefined> {
  const { n } = oracle;
  if (n === 1 && oracle.narrow !== undefined) return loneNarrow(oracle, oracle.narrow, replaying);
  if (n < 2 || n > mostTerms) return undefined;
  const conditions = await probeConditions(oracle);
  if (isPlain(conditions) && likely?.children.length !== 1 && (await isHopeless())) return undefined;
  const leavesOut = await probeLeftOut(oracle);
  const seen = new Set<string>();
  let treeCalls = 0;
  for (const plan of [undefined, ...maskPlans(conditions, n)]) {
    const before = oracle.calls;
    const tree = plan === undefined ? likely : await treeWith(plan, oracle, conditions);
    treeCalls += oracle.calls - before;
    if (tree === undefined || seen.has(treeKey(tree))) continue;
    seen.add(treeKey(tree));
    const probed = await probeExtended(tree, oracle, conditions);
    const found = leavesOut === undefined ? probed : { ...probed, leavesOut };
    if (!(await confirmExactNodes(tree, found, oracle, conditions))) continue;
    for (const accumulation of await undecided(found, tree, oracle)) {
      const replayed = await replay(oracle, modelOf(accumulation), replaying);
      if (replayed.first === undefined) return { tree, accumulation, replay: replayed, treeCalls };
    }
  }
  return undefined;
}

/** A single product that is rounded to a format of 16 bits. */
async function loneNarrow(
  oracle: Oracle,
  narrow: NarrowName,
  replaying: ReplayOptions,
): Promise<ExtendedExplanation | undefined> {
  for (const accumulation of loneCandidates(oracle, narrow)) {
    const replayed = await replay(oracle, modelOf(accumulation), replaying);
    if (replayed.first === undefined)
      return { tree: { n: 1, children: [] }, accumulation, replay: replayed, treeCalls: 0 };
  }
  return undefined;
}

const isPlain = ({ bias, bits, smallInputs, smallSums, rounding, truncatesTerms }: Conditions): boolean =>
  bias === 0 && bits === 24 && !smallInputs && !smallSums && rounding === 'nearest-even' && !truncatesTerms;

async function treeWith(plan: MaskPlan, oracle: Oracle, conditions: Conditions): Promise<FlatTree | undefined> {
  const scaled = scaledOracle(oracle, plan, conditions);
  try {
    return await joinExactAdditions(await sieve(scaled, plan.packing), scaled, plan.packing.mask);
  } catch (error) {
    if (error instanceof NotATree && error.obstacle !== 'engine') return undefined;
    throw error;
  }
}

async function confirmExactNodes(
  tree: FlatTree,
  { nodes }: Accumulation,
  oracle: Oracle,
  conditions: Conditions,
): Promise<boolean> {
  const plan = plainPlan(conditions);
  const scaled = scaledOracle(oracle, plan, conditions);
  return areAddedAtOnce(tree, (k) => !isFused(nodes[k]!), scaled, plan.packing.mask);
}

/**
 * The extended features of a known tree, from the probes of this folder. If they decide something wrong, the replays
 * fail.
 */
async function probeExtended(tree: FlatTree, oracle: Oracle, conditions: Conditions): Promise<Accumulation> {
  const context = probeContextOf(tree, oracle, conditions);
  const precisions = await probePrecisions(context);
  const directed = conditions.rounding === 'up' || conditions.rounding === 'down';
  const none = tree.children.map(() => undefined);
  const adders = directed ? none : await probeFusedAdders(context, precisions);
  const fused = adders.map((adder) => adder !== undefined);
  const rounding = conditions.truncatesTerms || fused.includes(true) ? 'nearest-even' : conditions.rounding;
  const leaves = await probeLeaves(context, fused);
  const seen = takenLeaves(context, leaves, precisions);
  const exactBefore = await exactTaken(context, leaves, seen);
  const firstRoundings =
    rounding === 'nearest-even' ? await probeFirstRoundings(context, precisions, leaves, seen) : none;
  const ranges = await probeRanges(context);
  const tiny = await probeFlushing(context, precisions, adders, leaves);
  const takenFirst = seen.map((isTaken, leaf) => isTaken || tiny.taken[leaf]!);
  const start = await probeStart(oracle, conditions, takenFirst.includes(true));
  const ofNarrow = oracle.narrow === undefined ? undefined : await narrowProducts(context, oracle.narrow);
  const { exact: exactHere, ...narrowed } = ofNarrow ?? {
    exact: undefined,
    ...(await probeInputFormat(context, leaves, takenFirst)),
  };
  const exact = exactHere ?? (narrowed.inputs === undefined ? leaves.exact : await exactTiny(context, tiny));
  const nodes = nodesOf(context, { precisions, adders, firstRoundings, ranges, exact, start });
  const bySign = start === 'positive-zero' ? await exactBySign(context, precisions) : new Set<number>();
  const taken = seen.map((isTaken, leaf) => isTaken || tiny.taken[leaf]! || (bySign.has(leaf) && !exact[leaf]!));
  // For terms that a zero takes and rounds, the other terms tell what they were.
  const othersExact = exact.every(
    (isExact, leaf) =>
      isExact || (addsTermsOnly(context, context.parents[leaf]! - tree.n) && exact[context.at.sibling(leaf)!]),
  );
  const products = exact.map((isExact, leaf): ProductRounding => {
    const wasExact = bySign.has(leaf) || exactBefore.has(leaf) || (leaves.taken[leaf]! && othersExact);
    return isExact || wasExact ? 'exact' : 'rounded';
  });
  const rank = (leaf: number): number => (taken[leaf]! ? 0 : products[leaf] === 'rounded' ? 1 : 2);
  const found: Accumulation = {
    ...{ tree: summationTreeOf(tree, rank), products, nodes, start, flush: tiny.flush, result: oracle.format },
    ...(rounding === 'nearest-even' ? {} : { rounding }),
    ...narrowed,
  };
  return probeBias(context, found);
}

interface Additions {
  readonly precisions: readonly number[];
  readonly adders: readonly (FusedAdder | undefined)[];
  readonly firstRoundings: readonly (number | undefined)[];
  /** Whether an addition has the range of binary16. */
  readonly ranges: readonly boolean[];
  /** By leaf. */
  readonly exact: readonly boolean[];
  readonly start: Start;
}

function nodesOf(context: ProbeContext, additions: Additions): readonly NodeFormat[] {
  const { precisions, adders, firstRoundings, ranges, exact, start } = additions;
  return adders.map((adder, k): NodeFormat => {
    if (adder !== undefined) return adder;
    const isWide = isWideRoot(context, k, exact);
    // A root that adds two products to a zero and rounds neither keeps more bits than its result shows.
    const startsWide =
      isWide &&
      context.conditions.bias === 0 &&
      start !== 'first-product' &&
      addsTermsOnly(context, k) &&
      context.tree.children[k]!.length === 2;
    return nodeFormat(precisions[k]!, firstRoundings[k] ?? (startsWide ? 53 : undefined), ranges[k]!, isWide);
  });
}

/**
 * Whether a root that rounds through a wider format keeps that format. It does not if it adds two terms to a zero and
 * rounds the first of them.
 */
function isWideRoot(context: ProbeContext, k: number, exact: readonly boolean[]): boolean {
  const { children } = context.tree;
  return k === children.length - 1 && (!addsTermsOnly(context, k) || children[k]!.every((leaf) => exact[leaf]));
}

function nodeFormat(precision: number, first: number | undefined, small: boolean, wideRoot: boolean): NodeFormat {
  if (first !== undefined && wideRoot && (precision === 24 || precision === 53))
    return nodeFormat(first, undefined, small, false);
  const to = formatOf(precision, small);
  const via = first === undefined ? undefined : formatOf(first, false);
  if (via !== undefined) return to === binary32 && via === binary64 ? 'binary32-via-binary64' : { to, via };
  return to === binary32 ? 'binary32' : to === binary64 ? 'binary64' : { to };
}

/** The common format with this many bits, or one with the range of the next common format. */
function formatOf(precision: number, small: boolean): Format {
  if (small) return { ...binary16, precision };
  const format = [bfloat16, binary32, binary64, extended].find((each) => each.precision === precision);
  return format ?? { ...(precision < 24 ? binary32 : precision < 53 ? binary64 : extended), precision };
}
