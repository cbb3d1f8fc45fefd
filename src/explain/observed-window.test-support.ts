import { batchOf } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { planOutput } from '../conv/terms.ts';
import { referencesOf } from '../judge/references.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { Candidate } from './ask-subject.ts';
import { observedWindow } from './make-observed-window.ts';
import type { ObservedWindow } from './observed-window.ts';
import { outputFacts } from './output-facts.ts';
import { reachOf } from './reach.ts';

interface Options {
  readonly divisor?: number;
  readonly inputFormat?: 'binary16' | 'bfloat16';
  /** Instead of what all algorithms of lastbit give. */
  readonly candidates?: readonly Candidate[];
  readonly trees?: number;
}

/** The window of a dot product; of a sum if there is no right factor. */
export async function windowOfFactors(
  factors: readonly number[],
  taps: readonly number[] = factors.map(() => 1),
  options: Options = {},
): Promise<ObservedWindow> {
  const shape = rowShape(factors.length);
  const input = { shape, image: Float32Array.from(factors), kernel: Float32Array.from(taps) };
  const references = referencesOf(batchOf([input]), 'conv2d', planOutput(shape, 0));
  const { left, right, terms, window } = references;
  const own = algorithms.map((algorithm): Candidate => {
    const { format } = algorithm;
    const out = format === 'binary32' ? new Float32Array(1) : new Float64Array(1);
    algorithm.evaluate(left, right, terms, 1, out, window);
    return { subject: subjectId(algorithm), format, value: out[0]! };
  });
  const reach = await reachOf(left, right, 1, options.trees ?? 2000);
  return observedWindow(options, references, outputFacts(references), options.candidates ?? own, reach);
}
