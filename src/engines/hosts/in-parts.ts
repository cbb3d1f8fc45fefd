import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import { planTerms } from '../../conv/terms.ts';
import type { Compute, Numbers } from './compute.ts';

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
