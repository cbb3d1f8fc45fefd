import { randomOf } from '../../inputs/random.ts';
import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { type Mismatch, same } from '../replay.ts';
import { replayVectors } from '../replay-vectors.ts';
import type { Vectors } from '../vectors.ts';

const trials = 32;

/**
 * Whether a vector gives different bits from one time to another: 32 vectors, the first mismatch among them, are put there and back in
 * one batch, that batch again, and once more without the second half. Different bits of the same batch: not repeatable. Else different
 * bits of one vector at two places of a batch: they depend on the place; or in a batch of another size: on the batch. Else other bits
 * of the mismatch than before: not repeatable, if only now and then.
 */
export async function changesItsMind(
  questions: Questions,
  mismatch: Mismatch | undefined,
): Promise<Reason | undefined> {
  const once = vectorsWith(mismatch, questions.n);
  const twice = [thereAndBack(once.lefts, questions.n), thereAndBack(once.rights, questions.n)] as const;
  const first = await questions.check(...twice);
  for (let again = 0; again < 3; again += 1) {
    if (!equal(await questions.check(...twice), first))
      return { obstacle: 'not-repeatable', because: 'the same input gave different results in two calls' };
  }
  const [half, other] = [first.subarray(0, trials), first.slice(trials).reverse()];
  if (!equal(half, other))
    return {
      obstacle: 'position-dependent',
      because: 'a case gives other bits at another place among the same others',
    };
  if (!equal(await questions.check(once.lefts, once.rights), half))
    return { obstacle: 'batch-dependent', because: 'a case gives other bits among fewer others' };
  if (mismatch !== undefined && !same(half[0]!, mismatch.computed))
    return { obstacle: 'not-repeatable', because: 'the first mismatching input, put again, gave another result' };
  return undefined;
}

function vectorsWith(mismatch: Mismatch | undefined, n: number): Vectors {
  const vectors = replayVectors(randomOf(3, 'changes its mind'), n, trials);
  if (mismatch !== undefined) {
    vectors.lefts.set(mismatch.lefts);
    vectors.rights.set(mismatch.rights);
  }
  return vectors;
}

/** The vectors, and then the same in reverse. */
function thereAndBack(values: Float32Array, n: number): Float32Array {
  const both = new Float32Array(2 * values.length);
  both.set(values);
  for (let trial = 0; trial < trials; trial += 1)
    both.set(values.subarray(trial * n, (trial + 1) * n), (2 * trials - 1 - trial) * n);
  return both;
}

function equal(one: Float64Array, other: Float64Array): boolean {
  return one.every((value, index) => same(value, other[index]!));
}
