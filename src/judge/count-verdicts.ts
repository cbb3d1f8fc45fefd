import type { OperationVerdict } from './judge-operation.ts';
import { countRatio, emptyHistogram } from './ratio-histogram.ts';
import type { Verdicts } from './verdict.ts';

/** The verdicts on inputs that are one output each, counted; the violations are those inputs. What holds without a bound has the ratio 0. */
export function countVerdicts<Input>(
  inputs: readonly Input[],
  judge: (input: Input) => OperationVerdict,
): Verdicts<Input> {
  const histogram = emptyHistogram();
  const reasons = new Map<string, number>();
  const violations: Input[] = [];
  let [discarded, attained, worst] = [0, 0, -1];
  for (const [index, input] of inputs.entries()) {
    const verdict = judge(input);
    if (verdict.kind === 'discarded') {
      discarded++;
      reasons.set(verdict.because, (reasons.get(verdict.because) ?? 0) + 1);
      continue;
    }
    const ratio = verdict.kind === 'violated' ? Number.POSITIVE_INFINITY : verdict.attained;
    countRatio(histogram, ratio);
    if (verdict.kind === 'violated') violations.push(input);
    else if (ratio > attained || worst < 0) [attained, worst] = [ratio, index];
  }
  return { outputs: inputs.length, discarded, reasons, attained, worst, histogram, violations };
}
