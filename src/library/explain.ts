import type { Case } from '../conv/batch.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { explain as explainCase } from '../explain/explain.ts';
import { parseObserved } from '../explain/printed-decimal.ts';
import { analysisLines } from '../text/explanation-analysis.ts';
import { valueLines } from '../text/explanation-values.ts';
import { formatJson } from '../text/json.ts';
import { engineSubjectOf, type Subject } from './subjects.ts';

/** What is to be explained, beside the case. */
export interface ExplainOptions {
  /** Who computes. Default: nobody, so that only the algorithms of lastbit are compared with `observed`. */
  readonly subjects?: readonly Subject[];
  /** Numbers as they were printed somewhere: a name → its decimal digits. */
  readonly observed?: Readonly<Record<string, string>>;
  /** Which output, counted NHWC from 0. Default 0. */
  readonly output?: number;
  /** Seed of all random numbers. Default 2018. */
  readonly seed?: number;
}

/** An explanation of one output. */
export interface Explained {
  /** What `lastbit explain` prints. */
  readonly text: string;
  /** What `lastbit explain --json` prints; docs/explain.schema.json is its JSON Schema. */
  readonly json: string;
}

/**
 * Who computed this number: what each subject gives for one output of a case, how it sums, which results are reachable
 * by rounding, and who can have printed the observed numbers.
 *
 * @throws UsageError, one line: the case is not of the domain, it has no such output, or an observed number is no
 * decimal
 *
 * @example
 * ```js
 * import { explain } from 'lastbit';
 * const shape = {
 *   batch: 1, height: 1, width: 3, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 3, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const input = { shape, image: Float32Array.of(1, 2 ** -24, 2 ** -24), kernel: Float32Array.of(1, 1, 1) };
 * const { json } = await explain(input, { observed: { mine: '1.0' } });
 * console.log(JSON.parse(json).output.exact.decimal); // 1.00000011920928955078125
 * ```
 */
export async function explain(input: Case, options: ExplainOptions = {}): Promise<Explained> {
  const { subjects = [], observed = {}, output = 0, seed = 2018 } = options;
  const request = {
    ...{ case: input, source: 'arrays', roundedInputs: 0, output, seed, pause: yieldToEventLoop },
    observed: Object.entries(observed).map(([name, printed]) => parseObserved(`${name}=${printed}`)),
  };
  const explanation = await explainCase(request, subjects.map(engineSubjectOf));
  return {
    text: `${[...valueLines(explanation), ...analysisLines(explanation)].join('\n')}\n`,
    json: formatJson(explanation),
  };
}
