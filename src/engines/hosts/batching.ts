import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import { productCount } from '../../conv/terms.ts';
import type { Compute, Numbers } from './library.ts';

/** Cases per shape and size for which one library call for many cases is compared with single calls. */
const casesChecked = 256;
/** Fewer cases are computed by single calls only: to compare them with a common call would cost more than it saves. */
const fewestTogether = 16;

export interface Computed {
  readonly outputs: Numbers;
  /** Absent if there was nothing to batch. */
  readonly batched?: boolean;
}

/**
 * Puts 16 cases or more into one library call, but only if that gives the same bits as single calls. The first 256 cases of
 * every key (operation, format, shape) are compared. They are compared again for every power of two of cases per call,
 * because a library may choose its algorithm by size. After the first difference the key stays with single calls. NaN
 * equals NaN; −0 does not equal +0.
 */
export class Batching {
  readonly #checked = new Map<string, number>();
  readonly #refused = new Set<string>();

  compute(key: string, batch: Batch, single: Compute, together: Compute | undefined): Computed {
    if (batch.count < fewestTogether || together === undefined) return { outputs: single(batch) };
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

/** Whether `actual` starts with the numbers of `expected`. */
function sameBits(expected: Numbers, actual: Numbers): boolean {
  return expected.every((value, index) => Object.is(value, actual[index]));
}

/** The most terms (products) in one library call. */
const termsAtOnce = 2 ** 19;

/** Computes a batch in parts, as many cases per library call as `termsAtOnce` or `most` allows. */
export function inParts(operation: Operation, compute: (part: Batch) => Numbers, most?: number): Compute {
  return (batch) => {
    const terms = productCount(batch.shape, operation);
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
