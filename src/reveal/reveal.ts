import type { Accumulation } from '../orders/accumulation.ts';
import { probeArithmetic } from './arithmetic/probe-arithmetic.ts';
import { probeEnd } from './arithmetic/probe-end.ts';
import { probeInputs } from './arithmetic/probe-inputs.ts';
import { probeOwnStart } from './arithmetic/probe-own-start.ts';
import { accumulationOf } from './arithmetic/traits.ts';
import { diagnose } from './diagnose/diagnose.ts';
import type { Family } from './families/family.ts';
import type { FlatTree } from './flat-tree.ts';
import { joinExactAdditions } from './join-exact-additions.ts';
import { NotATree, type Obstacle } from './not-a-tree.ts';
import { type Probe, Questions } from './probe.ts';
import { type Replay, type ReplayOptions, replay } from './replay.ts';
import { type RevealedTree, revealTree } from './reveal-tree.ts';
import { shrinkMismatch } from './shrink-mismatch.ts';
import { twinOf } from './twin.ts';

/** How many vectors were put, of which `treeCalls` for the tree; `checks` are replays and decide nothing but "explained". */
export interface Cost {
  readonly calls: number;
  readonly treeCalls: number;
  readonly rounds: number;
  readonly checks: number;
}

/** What a black box does, replayed bit for bit; or why it is not explained. Never a tree without a replay. */
export type Revelation =
  | {
      readonly explained: true;
      readonly tree: FlatTree;
      readonly family: string | undefined;
      readonly proof: RevealedTree['proof'];
      readonly accumulation: Accumulation;
      readonly replay: Replay;
      readonly cost: Cost;
    }
  | {
      readonly explained: false;
      readonly obstacle: Obstacle;
      /** One line. */
      readonly because: string;
      readonly replay: Replay | undefined;
      readonly cost: Cost;
    };

export interface RevealOptions {
  readonly guesses?: readonly Family[];
  /** Random vectors to replay; `defaultReplays` where it is left out. */
  readonly replays?: number;
  /** After so long no further block of them is replayed; what was until then counts. */
  readonly replayMs?: number;
  readonly onReplayed?: (done: number, of: number) => void;
  readonly seed?: number;
}

export const defaultReplays = 1000;

/**
 * Reveals a black box that sums n products: the tree, then the arithmetic of its leaves and nodes, then a replay. If the
 * arithmetic has a binary64 node though the tree was proved under the assumption that it has none, the tree is proved again
 * without it. Additions of many terms
 * that lose nothing are looked for wherever binary32 replays have not excluded them. A box that is no tree, or has an arithmetic without a model, is told apart by probes of its own.
 */
export async function reveal(probe: Probe, n: number, options: RevealOptions = {}): Promise<Revelation> {
  const questions = new Questions(probe, n);
  let treeCalls = 0;
  const cost = (): Cost => ({ calls: questions.calls, treeCalls, rounds: questions.rounds, checks: questions.checks });
  if (n === 0) {
    const because = 'every term lies on padding: there is no sum';
    return { explained: false, obstacle: 'no-terms', because, replay: undefined, cost: cost() };
  }
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
    const replaying = {
      ...{ cases: options.replays ?? defaultReplays, seed: options.seed },
      ...{ mostMs: options.replayMs, onReplayed: options.onReplayed },
    };
    const replayed = await replay(questions, twinOf(accumulation), replaying);
    if (replayed.first === undefined)
      return { explained: true, ...found, accumulation, replay: replayed, cost: cost() };
    const other =
      (await withHiddenSigns(accumulation, found.tree, questions, replaying)) ??
      (await withNarrowInputs(accumulation, questions, replaying));
    if (other !== undefined) return { explained: true, ...found, ...other, cost: cost() };
    const first = await shrinkMismatch(questions, twinOf(accumulation), replayed.first);
    const reason = await diagnose(questions, first);
    return { explained: false, ...reason, replay: { ...replayed, first }, cost: cost() };
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    const reason = error.obstacle === 'engine' ? undefined : await diagnose(questions, undefined);
    return {
      explained: false,
      obstacle: error.obstacle,
      because: error.message,
      ...reason,
      replay: undefined,
      cost: cost(),
    };
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
  const replayed = await replay(questions, twinOf(hidden), replaying);
  return replayed.first === undefined ? { accumulation: hidden, replay: replayed } : undefined;
}

/**
 * Where that fails too: the same with narrowed inputs. Probes by powers of two are not disturbed by these; those of the products
 * are, but products of two numbers of up to 12 bits are exact in binary32 unless they are tiny. So both ways are tried.
 */
async function withNarrowInputs(
  accumulation: Accumulation,
  questions: Questions,
  replaying: ReplayOptions,
): Promise<Replayed | undefined> {
  const inputs = await probeInputs(questions);
  if (inputs === undefined) return undefined;
  for (const product of ['rounded', 'exact'] as const) {
    const narrowed: Accumulation = { ...accumulation, inputs, products: accumulation.products.map(() => product) };
    const replayed = await replay(questions, twinOf(narrowed), replaying);
    if (replayed.first === undefined) return { accumulation: narrowed, replay: replayed };
  }
  return undefined;
}

async function withExactAdditions(found: RevealedTree, questions: Questions): Promise<RevealedTree> {
  const tree = await joinExactAdditions(found.tree, questions);
  return tree === found.tree ? found : { tree, family: undefined, proof: 'one-size' };
}
