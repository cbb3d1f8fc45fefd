import type { Batch } from '../conv/case.ts';
import { gatherTerms } from '../conv/gather-terms.ts';
import { outputShape } from '../conv/output-shape.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { Subject } from '../engines/engine.ts';

/** Where an output is computed: everything that a wrong implementation may make depend on it. */
interface Place {
  readonly batch: Batch;
  readonly terms: number;
  readonly column: number;
  readonly columns: number;
}

type Window = (left: Float32Array, right: Float32Array, place: Place) => number;

/** An engine that computes every output by `window` from its terms in canonical order. */
export function planted(name: string, window: Window, twist?: (batch: Batch) => Batch): Subject {
  return {
    id: `planted/${name}`,
    engine: 'planted',
    operation: 'conv2d',
    format: 'binary32',
    algorithm: 'unknown',
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (given) => {
      const batch = twist?.(given) ?? given;
      const { terms, outputs: size, ...plan } = planTerms(batch.shape);
      const { left, right } = gatherTerms({ terms, outputs: size, ...plan }, batch);
      const [, , columns, channels] = outputShape(batch.shape);
      const outputs = new Float32Array(batch.count * size);
      for (let i = 0; i < outputs.length; i++) {
        const place = { batch, terms, columns, column: Math.floor((i % size) / channels) % columns };
        const [from, to] = [i * terms, (i + 1) * terms];
        outputs[i] = window(left.subarray(from, to), right.subarray(from, to), place);
      }
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}
