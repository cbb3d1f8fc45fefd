import type { Batch } from '../conv/batch.ts';
import type { Subject } from '../engines/engine.ts';

/** Thrown where one of two subjects gives no values; the message says which and why. */
export class NoValues extends Error {}

/** For every case of a batch the first output at which two subjects give different numbers, or −1. Two NaN do not differ; +0 and −0 do. */
export async function differencesOf(pair: readonly [Subject, Subject], batch: Batch): Promise<readonly number[]> {
  const [a, b] = await Promise.all(pair.map((subject) => valuesOf(subject, batch)));
  const outputs = a!.length / batch.count;
  return Array.from({ length: batch.count }, (_, index) => {
    for (let output = 0; output < outputs; output += 1) {
      const at = index * outputs + output;
      if (!Object.is(a![at], b![at])) return output;
    }
    return -1;
  });
}

export async function valuesOf(subject: Subject, batch: Batch): Promise<Float32Array | Float64Array> {
  const outcome = await subject.evaluate(batch);
  if (outcome.kind === 'value') return outcome.outputs;
  throw new NoValues(`${subject.id} ${outcome.kind}: ${outcome.reason}`);
}
