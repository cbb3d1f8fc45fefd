import { type Batch, sliceBatch } from '../../conv/batch.ts';
import type { Compute, Numbers } from './compute.ts';

/** Cases of a shape on which many cases in one library call are compared with single calls. */
const casesChecked = 256;

export interface Computed {
  readonly outputs: Numbers;
  /** Absent where there was nothing to batch. */
  readonly batched?: boolean;
}

/**
 * Puts many cases into one library call only where that keeps the bits of single calls. Checked on the first 256 cases of every key
 * (operation, format, shape), and again for every power of two of cases in a call, because a library may choose its order by
 * the size of what it gets; after the first difference the key stays with single calls. NaN equals NaN, −0 is not +0.
 */
export class Batching {
  readonly #checked = new Map<string, number>();
  readonly #refused = new Set<string>();

  compute(key: string, batch: Batch, single: Compute, together: Compute | undefined): Computed {
    if (batch.count < 2 || together === undefined) return { outputs: single(batch) };
    if (this.#refused.has(key)) return { outputs: single(batch), batched: false };
    const outputs = together(batch);
    const bucket = `${key} ${Math.floor(Math.log2(batch.count))}`;
    const before = this.#checked.get(bucket) ?? 0;
    if (before < casesChecked) {
      const some = Math.min(casesChecked, batch.count);
      const expected = single(sliceBatch(batch, 0, some));
      if (!sameBits(expected, outputs)) {
        this.#refused.add(key);
        return { outputs: some === batch.count ? expected : single(batch), batched: false };
      }
      this.#checked.set(bucket, before + some);
    }
    return { outputs, batched: true };
  }
}

/** Whether two arrays have the same numbers, as far as the first goes. */
function sameBits(expected: Numbers, actual: Numbers): boolean {
  return expected.every((value, index) => Object.is(value, actual[index]));
}
