import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { gatherTerms, planTerms, productCount } from '../../conv/terms.ts';
import type { Calls, Compute, Numbers } from './library.ts';

/** Calls per shape and size for which one library call for many cases is compared with single calls. */
const callsChecked = 256;
/** What takes fewer single calls is computed by them only: to compare them with a common call would cost more. */
const fewestTogether = 16;
/**
 * Where every output is a single call, so many of the first and of the last ones are compared: the last rows of a
 * common call are those that a library may compute in another way.
 */
const callsAtEachEnd = 8;

export interface Computed {
  readonly outputs: Numbers;
  /** Absent if there was nothing to batch. */
  readonly batched?: boolean;
}

/**
 * Puts many single calls into one library call if they are 16 or more, but only if that gives the same bits. The first
 * 256 calls of every key (operation, format, shape) are compared, of an operation on single outputs only the ends of
 * each batch. They are compared again for every power of two of calls, because a library may choose its algorithm by
 * size. After the first difference the key stays with single calls. NaN equals NaN; −0 does not equal +0.
 */
export class Batching {
  readonly #checked = new Map<string, number>();
  readonly #refused = new Set<string>();

  /** `outputsPerCase`: given for an operation on single outputs. */
  compute(key: string, batch: Batch, single: Calls, together: Compute | undefined, outputsPerCase?: number): Computed {
    const calls = batch.count * (outputsPerCase ?? 1);
    if (calls < fewestTogether || together === undefined) return { outputs: single(batch, 0, calls) };
    if (this.#refused.has(key)) return { outputs: single(batch, 0, calls), batched: false };
    const outputs = together(batch);
    const bucket = `${key} ${Math.floor(Math.log2(calls))}`;
    const before = this.#checked.get(bucket) ?? 0;
    if (before < callsChecked) {
      const ranges = outputsPerCase === undefined ? [[0, Math.min(callsChecked, calls)] as const] : endsOf(calls);
      const size = outputs.length / calls;
      const agrees = ranges.every(([from, to]) =>
        sameBits(single(batch, from, to), outputs.subarray(from * size, to * size)),
      );
      if (!agrees) {
        this.#refused.add(key);
        return { outputs: single(batch, 0, calls), batched: false };
      }
      this.#checked.set(bucket, before + ranges.reduce((sum, [from, to]) => sum + to - from, 0));
    }
    return { outputs, batched: true };
  }
}

const endsOf = (calls: number): readonly (readonly [from: number, to: number])[] => [
  [0, callsAtEachEnd],
  [calls - callsAtEachEnd, calls],
];

/** Calls that take one case each. */
export function casesOf(compute: Compute): Calls {
  return (batch, from, to) => compute(to - from === batch.count ? batch : sliceBatch(batch, from, to));
}

/** Calls of `multiply-sum`, which take one output each: its window and its kernel, `terms` numbers each. */
export function outputsOf(
  out: (length: number) => Numbers,
  compute: (left: Float32Array, right: Float32Array, shape: ConvShape) => number,
): Calls {
  return outputsTogether(out, (windows, shape) => windows.map(([left, right]) => compute(left, right, shape)));
}

/** The same for a library that can be asked for many calls before it answers. */
export function outputsTogether(
  out: (length: number) => Numbers,
  compute: (
    windows: readonly (readonly [left: Float32Array, right: Float32Array])[],
    shape: ConvShape,
  ) => readonly number[],
): Calls {
  return (batch, from, to) => {
    const plan = planTerms(batch.shape, 'multiply-sum');
    const { outputs: each, terms } = plan;
    const first = Math.floor(from / each);
    const { left, right } = gatherTerms(plan, sliceBatch(batch, first, Math.ceil(to / each)));
    const outputs = out(to - from);
    const windows = Array.from({ length: to - from }, (_, index) => {
      const start = (index + from - first * each) * terms;
      return [left.slice(start, start + terms), right.slice(start, start + terms)] as const;
    });
    outputs.set(compute(windows, batch.shape));
    return outputs;
  };
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
