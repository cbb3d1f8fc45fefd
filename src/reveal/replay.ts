import { randomOf } from '../inputs/random.ts';
import type { Model } from './model.ts';
import type { Oracle, Vectors } from './oracle.ts';
import { distributionsFor, nameOfVector, replayVectors, vectorMemory } from './replay-vectors.ts';

/** The first input on which the engine and its model differ. */
export interface Mismatch {
  readonly kind: string;
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly computed: number;
  readonly predicted: number;
}

export interface ModelReplay {
  readonly cases: number;
  readonly mismatches: number;
  readonly first: Mismatch | undefined;
}

export interface ReplayOptions {
  readonly cases: number;
  readonly seed?: number | undefined;
  /** Called after every block. */
  readonly onReplayed?: ((done: number, of: number) => void) | undefined;
}

const blockNumbers = 2 ** 19;

/**
 * Compares the model with the black box on random vectors of all kinds, and stops after the first block with a
 * mismatch. Numbers are equal if they have the same value and sign of zero, or are both NaN. Replay is evidence and not
 * proof: it does not see a feature that no vector touches. The probes of features are the proof.
 */
export async function replay(oracle: Oracle, model: Model, options: ReplayOptions): Promise<ModelReplay> {
  const { n } = oracle;
  const { cases, seed = 1, onReplayed } = options;
  const rng = randomOf(seed, 'replay');
  const distributions = distributionsFor(oracle.narrow);
  const block = Math.max(distributions.length, Math.floor(blockNumbers / n));
  // One memory for all blocks: to allocate one for each takes a sixth of the time. The black box has answered before it
  // is written again.
  const memory = vectorMemory(n, Math.min(block, cases));
  let done = 0;
  while (done < cases) {
    const count = Math.min(block, cases - done);
    const { lefts, rights } = replayVectors(rng, n, count, done, memory, distributions);
    const computed = await oracle.check(lefts, rights);
    const predicted = model(lefts, rights, n, count);
    const first = done;
    done += count;
    onReplayed?.(done, cases);
    const found = compareAnswers(computed, predicted, { lefts, rights, count }, (index) => {
      return nameOfVector(index, count, first, distributions);
    });
    if (found !== undefined) return { cases: done, ...found };
  }
  return { cases: done, mismatches: 0, first: undefined };
}

/** The number of wrong answers and the first of them; undefined if all are right. */
export function compareAnswers(
  computed: Float64Array,
  predicted: Float32Array | Float64Array,
  { lefts, rights, count }: Vectors,
  kindOf: (index: number) => string,
): { readonly mismatches: number; readonly first: Mismatch } | undefined {
  const wrong = firstDifference(computed, predicted);
  if (wrong < 0) return undefined;
  const n = lefts.length / count;
  return {
    mismatches: computed.reduce((sum, value, index) => sum + (same(value, predicted[index]!) ? 0 : 1), 0),
    first: {
      kind: kindOf(wrong),
      lefts: lefts.slice(wrong * n, (wrong + 1) * n),
      rights: rights.slice(wrong * n, (wrong + 1) * n),
      computed: computed[wrong]!,
      predicted: predicted[wrong]!,
    },
  };
}

/** The first index at which two lists differ, or −1. */
function firstDifference(computed: Float64Array, predicted: Float32Array | Float64Array): number {
  for (let index = 0; index < computed.length; index += 1) {
    const value = computed[index]!;
    if ((value !== predicted[index]! || value === 0) && !same(value, predicted[index]!)) return index;
  }
  return -1;
}

export function same(a: number, b: number): boolean {
  return a === b ? a !== 0 || Object.is(a, b) : Number.isNaN(a) && Number.isNaN(b);
}
