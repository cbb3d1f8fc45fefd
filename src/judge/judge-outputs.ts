import type { NumberFormat } from '../conv/shape.ts';
import { dotError64 } from '../float/exact-dot.ts';
import type { BatchBounds } from './batch-bounds.ts';
import { exactVerdict } from './exact-verdict.ts';
import { countRatio, emptyHistogram } from './ratio-histogram.ts';
import type { References } from './references.ts';
import type { JudgedOutput, Verdicts } from './verdict.ts';

/**
 * Judges one subject's outputs f. Let r be the exact value rounded to binary64, and e the computed |f − r|. The error
 * is at most e·(1 + 2^-53) + 2^-53·|r|. If the bound, estimated from below, still exceeds this with the terms in 2^-53
 * at least doubled, the claim holds. A binary64 subject is as precise as r, so its error is computed from the products
 * and rounded once. The same is done where the bound is 0. Exact arithmetic decides the rest. A claim that requires one
 * result compares bits instead.
 */
export function judgeOutputs(
  bounds: BatchBounds,
  references: References,
  outputs: Float32Array | Float64Array,
  format: NumberFormat,
): Verdicts<JudgedOutput> {
  const { exact, left, right, terms, windows } = references;
  const { values } = bounds;
  const { required } = bounds.bound;
  const histogram = emptyHistogram();
  const violations: JudgedOutput[] = [];
  let { reasons } = bounds;
  let discarded = bounds.discarded.size;
  let attained = 0;
  let worst = -1;
  for (let window = 0; window < windows; window++) {
    const bound = values[window]!;
    if (Number.isNaN(bound)) continue;
    const value = outputs[window]!;
    const reference = exact[window]!;
    let ratio = 0;
    let isSurelyKept: boolean;
    if (required === undefined) {
      const isFromProducts = format === 'binary64' || bound === 0;
      const error = Number.isNaN(reference)
        ? reference
        : isFromProducts
          ? Math.abs(dotError64(left, right, window * terms, terms, value))
          : Math.abs(value - reference);
      const slack = isFromProducts ? 0 : Math.abs(reference) * 2 ** -52;
      ratio = error === 0 ? 0 : error / bound;
      isSurelyKept = error * (1 + 2 ** -51) + slack <= bound;
    } else isSurelyKept = Object.is(value, required(reference, value));
    if (!isSurelyKept) {
      const verdict = exactVerdict(bounds.bound, references, window, { value, format });
      if (verdict.kind === 'violated') {
        countRatio(histogram, verdict.output.errorOverBound);
        violations.push(verdict.output);
        continue;
      }
      if (verdict.kind === 'discarded') {
        discarded++;
        reasons = new Map(reasons).set(verdict.because, (reasons.get(verdict.because) ?? 0) + 1);
        continue;
      }
      ratio = verdict.output.errorOverBound;
    }
    countRatio(histogram, ratio);
    if (ratio > attained || worst < 0) {
      attained = ratio;
      worst = window;
    }
  }
  return { outputs: windows, discarded, reasons, attained, worst, histogram, violations };
}
