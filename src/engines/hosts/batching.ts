import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import { planTerms } from '../../conv/terms.ts';
import type { Compute, Numbers } from './library.ts';

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

/** The most terms (products) of the cases that go into one library call. */
const termsAtOnce = 2 ** 19;

/** Computes a batch in parts of as many cases as one library call may hold; `most` sets another number of cases. */
export function inParts(operation: Operation, compute: (part: Batch) => Numbers, most?: number): Compute {
  return (batch) => {
    const terms = planTerms(batch.shape, operation).image.length;
    const step = most ?? Math.max(1, Math.floor(termsAtOnce / terms));
    if (batch.count <= step) return compute(batch);
    const size = outputSize(batch.shape, operation);
    let outputs: Numbers | undefined;
    for (let from = 0; from < batch.count; from += step) {
      const part = compute(sliceBatch(batch, from, Math.min(from + step, batch.count)));
      outputs ??=
        part instanceof Float64Array ? new Float64Array(batch.count * size) : new Float32Array(batch.count * size);
      outputs.set(part, from * size);
    }
    return outputs as Numbers;
  };
}
