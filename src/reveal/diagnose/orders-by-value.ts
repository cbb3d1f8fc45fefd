import { neighbouringBinades } from '../../inputs/distributions/binades.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { same } from '../replay.ts';
import { vectorsFrom } from '../replay-vectors.ts';

const trials = 32;

/**
 * Whether the order of summation depends on the values: the same products on other leaves give the same sum in all of 32 shuffles (they
 * are sorted), or in all that keep the order of the positive ones and of the negative ones (these are summed apart).
 */
export async function ordersByValue(questions: Questions): Promise<Reason | undefined> {
  if (questions.n < 5) return undefined;
  if (await sameWhenShuffled(questions, shuffled)) {
    const because = 'shuffled products give the same sum: the order depends on the values';
    return { obstacle: 'value-dependent', because };
  }
  if (await sameWhenShuffled(questions, shuffledWithinSigns)) {
    const because =
      'the same sum wherever positive products stand among negative ones: they are summed apart, so the order depends on the signs';
    return { obstacle: 'value-dependent', because };
  }
  return undefined;
}

/** A new order of n terms, of which every other one is negative. */
type Shuffle = (n: number, rng: Rng) => readonly number[];

async function sameWhenShuffled(questions: Questions, shuffle: Shuffle): Promise<boolean> {
  const { n } = questions;
  const rng = randomOf(4, 'orders by value');
  const { lefts: left, rights: right } = vectorsFrom(neighbouringBinades, rng, n, 1);
  for (let term = 0; term < n; term += 1) {
    left[term] = Math.abs(left[term]!) * (1 - 2 * (term % 2));
    right[term] = Math.abs(right[term]!);
  }
  const lefts = new Float32Array(trials * n);
  const rights = new Float32Array(trials * n);
  for (let trial = 0; trial < trials; trial += 1) {
    for (const [to, from] of shuffle(n, rng).entries()) {
      lefts[trial * n + to] = left[from]!;
      rights[trial * n + to] = right[from]!;
    }
  }
  const sums = await questions.check(lefts, rights);
  return sums.every((value) => same(value, sums[0]!));
}

function shuffled(n: number, rng: Rng): readonly number[] {
  const order = Array.from({ length: n }, (_, term) => term);
  for (let k = 0; k < n; k += 1) {
    const other = k + rng.below(n - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}

function shuffledWithinSigns(n: number, rng: Rng): readonly number[] {
  const next = [0, 1];
  return shuffled(n, rng).map((term) => {
    const taken = next[term % 2]!;
    next[term % 2] = taken + 2;
    return taken;
  });
}
