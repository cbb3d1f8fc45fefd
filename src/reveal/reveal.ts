import type { NarrowName } from '../float/narrow-numbers.ts';
import type { Accumulation } from '../sums/accumulation.ts';
import { namedAlgorithm } from './diagnose/compensation.ts';
import { diagnose } from './diagnose/diagnose.ts';
import { dependsOnValues } from './diagnose/value-dependence.ts';
import { revealExtended } from './features/extended.ts';
import type { FlatTree } from './flat-tree.ts';
import { modelOf } from './model.ts';
import { NotATree, type Obstacle } from './obstacle.ts';
import { type BlackBox, Oracle } from './oracle.ts';
import type { ModelReplay, ReplayOptions } from './replay.ts';
import { revealIeee } from './reveal-ieee.ts';
import { type RevealedTree, schemeOf } from './reveal-tree.ts';
import type { Scheme } from './schemes/scheme.ts';
import { shrinkMismatch } from './shrink-mismatch.ts';

/**
 * Vectors asked, and of these the ones for the tree. `checks` are replays; they decide only whether the result is
 * believed.
 */
export interface Cost {
  readonly calls: number;
  readonly treeCalls: number;
  readonly rounds: number;
  readonly checks: number;
}

/**
 * What a black box computes, replayed bit for bit, or why it is not explained. There is never a tree without a replay.
 */
export type Revelation =
  | {
      readonly explained: true;
      readonly tree: FlatTree;
      readonly scheme: string | undefined;
      readonly proof: RevealedTree['proof'];
      readonly accumulation: Accumulation;
      readonly replay: ModelReplay;
      readonly cost: Cost;
    }
  | {
      readonly explained: false;
      readonly obstacle: Obstacle;
      /** One line. */
      readonly because: string;
      readonly replay: ModelReplay | undefined;
      readonly cost: Cost;
    };

export interface RevealOptions {
  readonly guesses?: readonly Scheme[];
  /** Random vectors to replay; `defaultReplays` by default. */
  readonly replays?: number;
  readonly onReplayed?: (done: number, of: number) => void;
  readonly seed?: number;
  /** The format of 16 bits to which the black box rounds inputs and results. */
  readonly narrow?: NarrowName | undefined;
}

export const defaultReplays = 1000;

/**
 * Reveals a black box that sums n products: first its tree, then the features of leaves and additions, then a replay.
 * IEEE features are tried first (reveal-ieee.ts), then extended ones (features/extended.ts). Further probes diagnose a
 * black box that has no tree, or features without a model.
 */
export async function reveal(blackBox: BlackBox, n: number, options: RevealOptions = {}): Promise<Revelation> {
  const oracle = new Oracle(blackBox, n, undefined, options.narrow);
  let treeCalls = 0;
  const cost = (): Cost => ({ calls: oracle.calls, treeCalls, rounds: oracle.rounds, checks: oracle.checks });
  if (n === 0) {
    const because = 'every term lies on padding: there is no sum';
    return { explained: false, obstacle: 'no-terms', because, replay: undefined, cost: cost() };
  }
  const { replays: cases = defaultReplays, seed, onReplayed } = options;
  const replaying: ReplayOptions = { cases, seed, onReplayed };
  try {
    const ieee = await revealIeee(oracle, options, replaying);
    treeCalls = ieee.treeCalls;
    if (ieee.kind === 'explained') return { explained: true, ...ieee.explanation, cost: cost() };
    if (ieee.kind === 'nondeterministic')
      return { explained: false, ...ieee.reason, replay: ieee.replay, cost: cost() };
    const tree = ieee.kind === 'mismatch' ? ieee.found.tree : undefined;
    const named = await namedAlgorithm(oracle);
    const extended =
      named === undefined ? await revealExtended(oracle, replaying, tree, () => dependsOnValues(oracle)) : undefined;
    if (extended !== undefined) {
      treeCalls += extended.treeCalls;
      const isKnown = ieee.kind === 'mismatch' && tree === extended.tree;
      const found = isKnown ? ieee.found : sieved;
      const { tree: truth, accumulation, replay } = extended;
      // Guesses are tried by masks, which narrow inputs or another rounding may spoil: the tree may have a name.
      const scheme = found.scheme ?? schemeOf(truth, options.guesses);
      return { explained: true, ...found, scheme, tree: truth, accumulation, replay, cost: cost() };
    }
    if (ieee.kind === 'no tree') {
      return { explained: false, ...(await diagnose(oracle, undefined)), replay: undefined, cost: cost() };
    }
    const first = await shrinkMismatch(oracle, modelOf(ieee.accumulation), ieee.replay.first);
    const reason = await diagnose(oracle, first);
    return { explained: false, ...reason, replay: { ...ieee.replay, first }, cost: cost() };
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    const { obstacle, message: because } = error;
    return { explained: false, obstacle, because, replay: undefined, cost: cost() };
  }
}

const sieved = { scheme: undefined, proof: 'one-size' } as const;
