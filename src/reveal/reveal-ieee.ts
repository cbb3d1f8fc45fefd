import type { Accumulation } from '../sums/accumulation.ts';
import { nondeterministic } from './diagnose/diagnose.ts';
import { joinExactAdditions } from './exact-additions.ts';
import { accumulationOf } from './features/features.ts';
import { confirmFormats } from './features/formats.ts';
import { probeIeee } from './features/ieee.ts';
import { probeLeftOut } from './features/left-out.ts';
import { probeEnd, probeOwnStart } from './features/start-and-end.ts';
import type { FlatTree } from './flat-tree.ts';
import { modelOf } from './model.ts';
import { type Diagnosis, NotATree } from './obstacle.ts';
import type { Oracle } from './oracle.ts';
import { type Mismatch, type ModelReplay, type ReplayOptions, replay } from './replay.ts';
import { type RevealedTree, revealTree, type TreeOptions } from './reveal-tree.ts';

type Explanation = RevealedTree & { readonly accumulation: Accumulation; readonly replay: ModelReplay };

/** The outcome of the search for IEEE features, with the calls that the tree took. */
export type IeeeOutcome = { readonly treeCalls: number } & (
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | {
      readonly kind: 'mismatch';
      readonly found: RevealedTree;
      readonly accumulation: Accumulation;
      readonly replay: ModelReplay & { readonly first: Mismatch };
    }
  | { readonly kind: 'nondeterministic'; readonly reason: Diagnosis; readonly replay: ModelReplay }
  | { readonly kind: 'no tree' }
);

/**
 * Reveals a black box with IEEE features: additions in binary32 or binary64, rounded to nearest. If the tree was proved
 * for binary32 but an addition is in binary64, the tree is proved again without that assumption. Exact additions of
 * many terms are looked for unless binary32 replays have excluded them.
 */
export async function revealIeee(
  oracle: Oracle,
  options: Omit<TreeOptions, 'wide'>,
  replaying: ReplayOptions,
): Promise<IeeeOutcome> {
  let treeCalls = 0;
  try {
    let found = await revealTree(oracle, options);
    treeCalls = oracle.calls;
    if (!isProvedForBinary32(found)) found = await withExactAdditions(found, oracle);
    let accumulation = await arithmeticOf(found.tree, oracle);
    if ((isProvedForBinary32(found) || found.proof === 'parity') && accumulation.nodes.includes('binary64')) {
      const before = oracle.calls;
      found = await revealTree(oracle, { ...options, wide: true });
      treeCalls += oracle.calls - before;
      found = await withExactAdditions(found, oracle);
      accumulation = await arithmeticOf(found.tree, oracle);
    }
    const replayed =
      (await confirmFormats(found.tree, oracle, accumulation)) ??
      (await replay(oracle, modelOf(accumulation), replaying));
    const { first } = replayed;
    if (first === undefined)
      return { kind: 'explained', explanation: { ...found, accumulation, replay: replayed }, treeCalls };
    // First of all, because a nondeterministic result must not be taken for a feature.
    const reason = await nondeterministic(oracle, first);
    if (reason !== undefined) return { kind: 'nondeterministic', reason, replay: replayed, treeCalls };
    const leavesOut = await probeLeftOut(oracle);
    if (leavesOut !== undefined) {
      accumulation = { ...accumulation, leavesOut };
      const again = await replay(oracle, modelOf(accumulation), replaying);
      if (again.first === undefined)
        return { kind: 'explained', explanation: { ...found, accumulation, replay: again }, treeCalls };
    }
    const hidden = await withHiddenSigns(accumulation, found.tree, oracle, replaying);
    if (hidden !== undefined) return { kind: 'explained', explanation: { ...found, ...hidden }, treeCalls };
    return { kind: 'mismatch', found, accumulation, replay: { ...replayed, first }, treeCalls };
  } catch (error) {
    if (!(error instanceof NotATree) || error.obstacle === 'engine') throw error;
    return { kind: 'no tree', treeCalls };
  }
}

/**
 * Windows and nested masks are believed only after binary32 replays, which exact additions of many terms would not
 * pass.
 */
function isProvedForBinary32({ proof }: RevealedTree): boolean {
  return proof === 'windows' || proof === 'nested';
}

async function arithmeticOf(tree: FlatTree, oracle: Oracle): Promise<Accumulation> {
  const arithmetic = await probeIeee(tree, oracle);
  const ownStart = await probeOwnStart(tree, oracle, arithmetic);
  const accumulation = accumulationOf(tree, ownStart.length === 0 ? arithmetic : { ...arithmetic, ownStart });
  return probeEnd(accumulation, tree, oracle);
}

/** An accumulation with the replay that it passed. */
interface Replayed {
  readonly accumulation: Accumulation;
  readonly replay: ModelReplay;
}

/**
 * Another attempt if the first replay fails and sums are flushed. A final +0 may hide the signs of zeros, so they are
 * not used, and the final +0 is assumed.
 */
async function withHiddenSigns(
  accumulation: Accumulation,
  tree: FlatTree,
  oracle: Oracle,
  replaying: ReplayOptions,
): Promise<Replayed | undefined> {
  if (!accumulation.flush.sums || accumulation.start !== 'positive-zero') return undefined;
  const arithmetic = await probeIeee(tree, oracle, false);
  const { leavesOut } = accumulation;
  const hidden: Accumulation = {
    ...{ ...accumulationOf(tree, arithmetic), bias: { value: 0, enters: 'end' } },
    ...(leavesOut === undefined ? {} : { leavesOut }),
  };
  const replayed = await replay(oracle, modelOf(hidden), replaying);
  return replayed.first === undefined ? { accumulation: hidden, replay: replayed } : undefined;
}

async function withExactAdditions(found: RevealedTree, oracle: Oracle): Promise<RevealedTree> {
  const tree = await joinExactAdditions(found.tree, oracle);
  return tree === found.tree ? found : { tree, scheme: undefined, proof: 'one-size' };
}
