import type { Batch } from '../conv/batch.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';

const { fround } = Math;

/** The sum of the products in their order, each operation rounded. Loops: `reduce` takes ten times as long. */
export function forwards(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let t = 0; t < left.length; t++) sum = fround(sum + fround(left[t]! * right[t]!));
  return sum;
}

/** The same from the last product to the first. */
export function backwards(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let t = left.length - 1; t >= 0; t--) sum = fround(sum + fround(left[t]! * right[t]!));
  return sum;
}

/** The place at which an output is computed; a faulty engine may depend on it. */
interface OddPlace {
  readonly batch: Batch;
  readonly column: number;
  readonly columns: number;
}

/**
 * An engine that computes every output by `window` from its terms in canonical order. `window` must not keep the
 * arrays. `twist` changes the batch first.
 */
export function oddEngine(
  name: string,
  window: (left: Float32Array, right: Float32Array, place: OddPlace) => number,
  twist: (batch: Batch) => Batch = (batch) => batch,
  operation: Operation = 'conv2d',
): Subject {
  return {
    ...{ id: `odd/${name}`, engine: 'odd', operation, format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (given) => {
      const batch = twist(given);
      const plan = planTerms(batch.shape, operation);
      const { left, right } = gatherTerms(plan, batch);
      const [, , columns, channels] = outputShape(batch.shape, operation);
      const outputs = new Float32Array(batch.count * plan.outputs);
      const [pixels, taps] = [new Float32Array(plan.terms), new Float32Array(plan.terms)];
      for (let i = 0; i < outputs.length; i++) {
        const column = Math.floor((i % plan.outputs) / channels) % columns;
        for (let t = 0, at = i * plan.terms; t < plan.terms; t++, at++) {
          pixels[t] = left[at]!;
          taps[t] = right[at]!;
        }
        outputs[i] = window(pixels, taps, { batch, column, columns });
      }
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}
