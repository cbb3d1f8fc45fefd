import { type Accumulation, isFused } from '../../sums/accumulation.ts';
import { type FlatTree, treeKey } from '../flat-tree.ts';
import { joinExactAdditions } from '../join-exact-additions.ts';
import { modelOf } from '../model.ts';
import { NotATree } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { type Replay, type ReplayOptions, replay } from '../replay.ts';
import { sieve } from '../sieve/sieve.ts';
import { addsAtOnce } from './adds-at-once.ts';
import { type MaskPlan, maskPlans, plainPlan, scaledQuestions } from './mask-plans.ts';
import { type Conditions, probeConditions } from './probe-conditions.ts';
import { probeUnusual } from './probe-unusual.ts';

export interface Unusual {
  readonly tree: FlatTree;
  readonly accumulation: Accumulation;
  readonly replay: Replay;
  readonly treeCalls: number;
}

/** Its probes take some 30 n calls of n terms. */
const mostTerms = 1024;

/**
 * Another way to a tree and its arithmetic, for boxes that the usual one does not explain: masks and units as the box bears them, sieved
 * without any guess (after the tree that the usual way led to), and probes for the traits that are not usual. Undefined where no plan leads
 * to an accumulation that passes the replays.
 */
export async function revealUnusual(
  questions: Questions,
  replaying: ReplayOptions,
  likely?: FlatTree,
): Promise<Unusual | undefined> {
  const { n } = questions;
  if (n < 2 || n > mostTerms) return undefined;
  const conditions = await probeConditions(questions);
  const seen = new Set<string>();
  let treeCalls = 0;
  for (const plan of [undefined, ...maskPlans(conditions, n)]) {
    const before = questions.calls;
    const tree = plan === undefined ? likely : await treeWith(plan, questions, conditions);
    treeCalls += questions.calls - before;
    if (tree === undefined || seen.has(treeKey(tree))) continue;
    seen.add(treeKey(tree));
    const found = await probeUnusual(tree, questions, conditions);
    if (!(await isWhatItSeems(tree, found, questions, conditions))) continue;
    for (const accumulation of candidatesOf(found)) {
      const replayed = await replay(questions, modelOf(accumulation), replaying);
      if (replayed.first === undefined) return { tree, accumulation, replay: replayed, treeCalls };
    }
  }
  return undefined;
}

async function treeWith(plan: MaskPlan, questions: Questions, conditions: Conditions): Promise<FlatTree | undefined> {
  return scaled(questions, plan, conditions, async (asked) => {
    try {
      const tree = await sieve(asked, plan.packing);
      return await joinExactAdditions(tree, asked, plan.packing.mask);
    } catch (error) {
      if (error instanceof NotATree && error.obstacle !== 'engine') return undefined;
      throw error;
    }
  });
}

async function isWhatItSeems(
  tree: FlatTree,
  { nodes }: Accumulation,
  questions: Questions,
  conditions: Conditions,
): Promise<boolean> {
  const plan = plainPlan(conditions);
  return scaled(questions, plan, conditions, (asked) =>
    addsAtOnce(tree, (k) => !isFused(nodes[k]!), asked, plan.packing.mask),
  );
}

/** Asks in the units of a plan; the calls count as calls of the box. */
async function scaled<T>(
  questions: Questions,
  plan: MaskPlan,
  conditions: Conditions,
  ask: (asked: Questions) => Promise<T>,
): Promise<T> {
  const asked = scaledQuestions(questions, plan, conditions);
  try {
    return await ask(asked);
  } finally {
    questions.calls += asked.calls;
    questions.rounds += asked.rounds;
  }
}

/** Of narrowed inputs and fused adders with less than two guard bits, no probe tells whether they cut or round at the end. */
function candidatesOf(accumulation: Accumulation): readonly Accumulation[] {
  const { inputs, nodes } = accumulation;
  if (inputs === undefined || !nodes.some((format) => isFused(format) && format.guardBits < 2)) return [accumulation];
  const rounded = nodes.map((format) => (isFused(format) ? ({ ...format, end: 'nearest-even' } as const) : format));
  return [accumulation, { ...accumulation, nodes: rounded }];
}
