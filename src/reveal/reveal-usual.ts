import type { Accumulation } from '../sums/accumulation.ts';
import { changesItsMind } from './diagnose/changes-its-mind.ts';
import { confirmFormats } from './features/confirm-formats.ts';
import { probeArithmetic } from './features/probe-arithmetic.ts';
import { probeEnd } from './features/probe-end.ts';
import { probeOwnStart } from './features/probe-own-start.ts';
import { accumulationOf } from './features/traits.ts';
import type { FlatTree } from './flat-tree.ts';
import { joinExactAdditions } from './join-exact-additions.ts';
import { modelOf } from './model.ts';
import { NotATree, type Reason } from './not-a-tree.ts';
import type { Questions } from './probe.ts';
import { type Mismatch, type Replay, type ReplayOptions, replay } from './replay.ts';
import { type RevealedTree, revealTree, type TreeOptions } from './reveal-tree.ts';

type Explanation = RevealedTree & { readonly accumulation: Accumulation; readonly replay: Replay };

/** What the search for usual engines comes to, with the calls that went into the tree. */
export type Usual = { readonly treeCalls: number } & (
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | {
      readonly kind: 'mismatch';
      readonly found: RevealedTree;
      readonly accumulation: Accumulation;
      readonly replay: Replay & { readonly first: Mismatch };
    }
  | { readonly kind: 'changes its mind'; readonly reason: Reason; readonly replay: Replay }
  | { readonly kind: 'no tree' }
);

/**
 * The way to engines of the usual kind: additions in binary32 and binary64, to nearest. If the
 * arithmetic has a binary64 node though the tree was proved under the assumption that it has none, the tree is proved again
 * without it. Additions of many terms
 * that lose nothing are looked for wherever binary32 replays have not excluded them.
 */
export async function revealUsual(
  questions: Questions,
  options: Omit<TreeOptions, 'wide'>,
  replaying: ReplayOptions,
): Promise<Usual> {
  let treeCalls = 0;
  try {
    let found = await revealTree(questions, options);
    treeCalls = questions.calls;
    if (!replayed32(found)) found = await withExactAdditions(found, questions);
    let accumulation = await arithmeticOf(found.tree, questions);
    if ((replayed32(found) || found.proof === 'parity') && accumulation.nodes.includes('binary64')) {
      const before = questions.calls;
      found = await revealTree(questions, { ...options, wide: true });
      treeCalls += questions.calls - before;
      found = await withExactAdditions(found, questions);
      accumulation = await arithmeticOf(found.tree, questions);
    }
    const replayed =
      (await confirmFormats(found.tree, questions, accumulation)) ??
      (await replay(questions, modelOf(accumulation), replaying));
    const { first } = replayed;
    if (first === undefined)
      return { kind: 'explained', explanation: { ...found, accumulation, replay: replayed }, treeCalls };
    // Before anything else is tried: what is wrong once may be right the next time.
    const reason = await changesItsMind(questions, first);
    if (reason !== undefined) return { kind: 'changes its mind', reason, replay: replayed, treeCalls };
    const hidden = await withHiddenSigns(accumulation, found.tree, questions, replaying);
    if (hidden !== undefined) return { kind: 'explained', explanation: { ...found, ...hidden }, treeCalls };
    return { kind: 'mismatch', found, accumulation, replay: { ...replayed, first }, treeCalls };
  } catch (error) {
    if (!(error instanceof NotATree) || error.obstacle === 'engine') throw error;
    return { kind: 'no tree', treeCalls };
  }
}

/** Windows and nested masks are believed only after replays in binary32, which exact additions of many terms would not pass. */
function replayed32({ proof }: RevealedTree): boolean {
  return proof === 'windows' || proof === 'nested';
}

async function arithmeticOf(tree: FlatTree, questions: Questions): Promise<Accumulation> {
  const arithmetic = await probeArithmetic(tree, questions);
  const ownStart = await probeOwnStart(tree, questions, arithmetic);
  const accumulation = accumulationOf(tree, ownStart.length === 0 ? arithmetic : { ...arithmetic, ownStart });
  return probeEnd(accumulation, tree, questions);
}

/** Another accumulation, with the replay that it passed. */
interface Replayed {
  readonly accumulation: Accumulation;
  readonly replay: Replay;
}

/**
 * Where the first replay fails and sums are flushed: the signs of zeros may be hidden by a +0 that is added in the end. So nothing is
 * read from them, and the +0 is tried.
 */
async function withHiddenSigns(
  accumulation: Accumulation,
  tree: FlatTree,
  questions: Questions,
  replaying: ReplayOptions,
): Promise<Replayed | undefined> {
  if (!accumulation.flush.sums || accumulation.start !== 'positive-zero') return undefined;
  const arithmetic = await probeArithmetic(tree, questions, false);
  const hidden: Accumulation = { ...accumulationOf(tree, arithmetic), bias: { value: 0, enters: 'end' } };
  const replayed = await replay(questions, modelOf(hidden), replaying);
  return replayed.first === undefined ? { accumulation: hidden, replay: replayed } : undefined;
}

async function withExactAdditions(found: RevealedTree, questions: Questions): Promise<RevealedTree> {
  const tree = await joinExactAdditions(found.tree, questions);
  return tree === found.tree ? found : { tree, scheme: undefined, proof: 'one-size' };
}
