import type { NumberFormat } from '../conv/shape.ts';
import { dotError64 } from '../float/exact-dot.ts';
import type { BatchBounds } from './batch-bounds.ts';
import { exactVerdict } from './exact-verdict.ts';
import { countRatio, emptyHistogram, type RatioHistogram } from './ratio-histogram.ts';
import type { References } from './references.ts';
import type { Witness } from './verdict.ts';

/** The verdicts on all outputs of a batch, counted. `worst` is the window of the largest ratio that holds, −1 without any. */
export interface BatchVerdicts {
  readonly windows: number;
  readonly discarded: number;
  readonly attained: number;
  readonly worst: number;
  readonly histogram: RatioHistogram;
  readonly violations: readonly Witness[];
}

/**
 * Judges one subject's outputs. With r the exact value rounded to binary64 and e the computed |f − r|, the error is at most
 * e·(1 + 2^-53) + 2^-53·|r|; where twice these terms keep it below the bound estimated from below, the claim holds. A binary64
 * subject is as fine as r itself, so its error is computed from the terms and rounded once; likewise where the bound is 0. Whatever these cannot clear is left to exact arithmetic.
 */
export function judgeOutputs(
  bounds: BatchBounds,
  references: References,
  outputs: Float32Array | Float64Array,
  format: NumberFormat,
): BatchVerdicts {
  const { exact, left, right, terms, windows } = references;
  const { values } = bounds;
  const histogram = emptyHistogram();
  const violations: Witness[] = [];
  const fine = format === 'binary64';
  let discarded = bounds.discarded.size;
  let attained = 0;
  let worst = -1;
  for (let window = 0; window < windows; window++) {
    const bound = values[window]!;
    if (Number.isNaN(bound)) continue;
    const value = outputs[window]!;
    const reference = exact[window]!;
    const settled = fine || bound === 0;
    const error = Number.isNaN(reference)
      ? reference
      : settled
        ? Math.abs(dotError64(left, right, window * terms, terms, value))
        : Math.abs(value - reference);
    const slack = settled ? 0 : Math.abs(reference) * 2 ** -52;
    let ratio = error === 0 ? 0 : error / bound;
    if (!(error * (1 + 2 ** -51) + slack <= bound)) {
      const verdict = exactVerdict(bounds.bound, references, window, { value, format });
      if (verdict.kind === 'violated') {
        countRatio(histogram, verdict.witness.errorOverBound);
        violations.push(verdict.witness);
        continue;
      }
      if (verdict.kind === 'discarded') {
        discarded++;
        continue;
      }
      ratio = verdict.attained;
    }
    countRatio(histogram, ratio);
    if (ratio > attained || worst < 0) {
      attained = ratio;
      worst = window;
    }
  }
  return { windows, discarded, attained, worst, histogram, violations };
}
