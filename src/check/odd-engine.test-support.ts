import type { Batch } from '../conv/batch.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';

/** The place at which an output is computed; a faulty engine may depend on it. */
interface OddPlace {
  readonly batch: Batch;
  readonly column: number;
  readonly columns: number;
}

/**
 * An engine that computes every output by `window` from its terms in canonical order. `twist` changes the batch
 * first.
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
      for (let i = 0; i < outputs.length; i++) {
        const column = Math.floor((i % plan.outputs) / channels) % columns;
        const [from, to] = [i * plan.terms, (i + 1) * plan.terms];
        outputs[i] = window(left.subarray(from, to), right.subarray(from, to), { batch, column, columns });
      }
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}
