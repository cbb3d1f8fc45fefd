import type { OperationVerdict } from '../judge/judge-operation.ts';
import { countRatio, emptyHistogram } from '../judge/ratio-histogram.ts';
import type { Tally } from './tally.ts';

/** Counts verdicts one by one, for a tally. A relation that holds and states no bound has the ratio 0. */
export class SliceCounts {
  private readonly histogram = emptyHistogram();
  private readonly reasons = new Map<number, string>();
  private windows = 0;
  private attained = 0;

  add(verdict: OperationVerdict): void {
    const index = this.windows++;
    if (verdict.kind === 'discarded') this.reasons.set(index, verdict.because);
    if (verdict.kind === 'violated') countRatio(this.histogram, Number.POSITIVE_INFINITY);
    if (verdict.kind !== 'holds') return;
    countRatio(this.histogram, verdict.attained);
    this.attained = Math.max(this.attained, verdict.attained);
  }

  addTo(tally: Tally, place: Parameters<Tally['add']>[3]): void {
    const { histogram, reasons, windows, attained } = this;
    tally.add({ histogram, windows, attained, discarded: reasons.size }, reasons, windows, place);
  }
}
