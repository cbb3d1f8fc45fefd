import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import { productCount } from '../../conv/terms.ts';
import type { Compute, Numbers } from './library.ts';

/** Cases per shape and size for which one library call for many cases is compared with single calls. */
const casesChecked = 256;
/** What takes fewer single calls is computed by them only: to compare them with a common call would cost more. */
const fewestTogether = 16;
/**
 * Where every output is a single call, so many calls of the first cases and so many of the last ones are compared: the
 * last rows of a common call are those that a library may compute in another way.
 */
const callsAtEachEnd = 16;

export interface Computed {
  readonly outputs: Numbers;
  /** Absent if there was nothing to batch. */
  readonly batched?: boolean;
}

/**
 * Puts many cases into one library call if they would take 16 single calls or more, but only if that gives the same
 * bits as single calls. The first 256 cases of every key (operation, format, shape) are compared, of an operation on
 * single outputs only the ends of each batch. They are compared again for every power of two of cases per call, because
 * a library may choose its algorithm by size. After the first difference the key stays with single calls. NaN equals
 * NaN; −0 does not equal +0.
 */
export class Batching {
  readonly #checked = new Map<string, number>();
  readonly #refused = new Set<string>();

  /** `callsPerCase`: the single calls that a case takes. */
  compute(key: string, batch: Batch, single: Compute, together: Compute | undefined, callsPerCase = 1): Computed {
    const { count } = batch;
    if (count < 2 || count * callsPerCase < fewestTogether || together === undefined) return { outputs: single(batch) };
    if (this.#refused.has(key)) return { outputs: single(batch), batched: false };
    const outputs = together(batch);
    const bucket = `${key} ${Math.floor(Math.log2(count))}`;
    const before = this.#checked.get(bucket) ?? 0;
    if (before < casesChecked) {
      const ranges = comparedRanges(count, callsPerCase);
      const size = outputs.length / count;
      const agrees = ranges.every(([from, to]) =>
        sameBits(single(sliceBatch(batch, from, to)), outputs.subarray(from * size, to * size)),
      );
      if (!agrees) {
        this.#refused.add(key);
        return { outputs: single(batch), batched: false };
      }
      this.#checked.set(bucket, before + ranges.reduce((sum, [from, to]) => sum + to - from, 0));
    }
    return { outputs, batched: true };
  }
}

/** The cases of a batch that are compared. */
function comparedRanges(count: number, callsPerCase: number): readonly (readonly [from: number, to: number])[] {
  const atEachEnd = Math.ceil(callsAtEachEnd / callsPerCase);
  if (callsPerCase === 1 || 2 * atEachEnd >= count) return [[0, Math.min(casesChecked, count)]];
  return [
    [0, atEachEnd],
    [count - atEachEnd, count],
  ];
}

/** Whether two results are the same, bit for bit but for the payload of NaN. */
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
