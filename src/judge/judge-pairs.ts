import type { ErrorBound } from '../claims/claim.ts';
import type { NumberFormat } from '../conv/shape.ts';
import type { BatchBounds } from './batch-bounds.ts';
import { exactVerdict } from './exact-verdict.ts';
import { countRatio, emptyHistogram } from './ratio-histogram.ts';
import type { References } from './references.ts';
import type { JudgedOutput, Verdicts } from './verdict.ts';

/** One subject's outputs of a batch, and the windows in which it exceeds its own bound. */
export interface PairMember {
  readonly id: string;
  readonly outputs: Float32Array | Float64Array;
  readonly format: NumberFormat;
  readonly bounds: BatchBounds;
  readonly wrong: ReadonlySet<number>;
}

/**
 * Verdicts on one member against its farthest partners; outputs without a partner are left out. `partner`: the one with
 * the largest ratio that holds.
 */
export interface PairVerdicts extends Verdicts<JudgedOutput> {
  readonly partner?: string;
}

/**
 * Judges each member against all others. Among members with the same bounds the farthest partner has the smallest or
 * the largest number, so a window costs subjects × kinds of bounds, not subjects². A member that exceeds its own bound
 * is no partner: a difference from it is not the fault of the other. It is itself compared with all others.
 */
export function judgePairs(
  members: readonly PairMember[],
  references: References,
  pairBound: (member: number, partner: number) => ErrorBound,
): PairVerdicts[] {
  const kinds = [...new Set(members.map(({ bounds }) => bounds))];
  const extremes = kinds.map((bounds) => extremesOf(bounds, members, references.windows));
  return members.map((member, index) => judgeMember(member, index, extremes, members, references, pairBound));
}

interface Extremes {
  readonly bounds: BatchBounds;
  readonly smallest: Int16Array;
  readonly largest: Int16Array;
}

/**
 * The members with the smallest and the largest number of each window; −1 for none. Among equals they are the first and
 * the last, so that two members with equal numbers are both found.
 */
function extremesOf(bounds: BatchBounds, members: readonly PairMember[], windows: number): Extremes {
  const smallest = new Int16Array(windows).fill(-1);
  const largest = new Int16Array(windows).fill(-1);
  for (const [index, member] of members.entries()) {
    if (member.bounds !== bounds) continue;
    const { outputs, wrong } = member;
    for (let window = 0; window < windows; window++) {
      const value = outputs[window]!;
      if (!Number.isFinite(value) || (wrong.size > 0 && wrong.has(window))) continue;
      const [low, high] = [smallest[window]!, largest[window]!];
      if (low < 0 || value < members[low]!.outputs[window]!) smallest[window] = index;
      if (high < 0 || value >= members[high]!.outputs[window]!) largest[window] = index;
    }
  }
  return { bounds, smallest, largest };
}

function judgeMember(
  member: PairMember,
  index: number,
  extremes: readonly Extremes[],
  members: readonly PairMember[],
  references: References,
  pairBound: (member: number, partner: number) => ErrorBound,
): PairVerdicts {
  const { windows } = references;
  const histogram = emptyHistogram();
  const violations: JudgedOutput[] = [];
  let [discarded, alone, attained, worst, partner] = [0, 0, 0, -1, -1];
  for (let window = 0; window < windows; window++) {
    const value = member.outputs[window]!;
    const own = member.bounds.values[window]!;
    let ratio = -1;
    let farthest = -1;
    for (const { bounds, smallest, largest } of extremes) {
      const sum = own + bounds.values[window]!;
      if (Number.isNaN(sum)) continue;
      for (const other of [smallest[window]!, largest[window]!]) {
        if (other < 0 || other === index) continue;
        const difference = Math.abs(value - members[other]!.outputs[window]!);
        const reached = difference === 0 ? 0 : difference / sum;
        if (!(reached <= ratio)) [ratio, farthest] = [reached, other];
      }
    }
    if (Number.isNaN(own)) discarded++;
    else if (farthest < 0) alone++;
    if (farthest < 0) continue;
    if (!(ratio * (1 + 2 ** -48) <= 1)) {
      const { id, outputs } = members[farthest]!;
      const computed = { value, format: member.format, partner: id, partnerValue: outputs[window]! };
      const verdict = exactVerdict(pairBound(index, farthest), references, window, computed);
      if (verdict.kind === 'violated') {
        countRatio(histogram, verdict.output.errorOverBound);
        violations.push(verdict.output);
        continue;
      }
    }
    countRatio(histogram, ratio);
    if (ratio > attained || worst < 0) [attained, worst, partner] = [ratio, window, farthest];
  }
  return {
    ...{ outputs: windows - alone, discarded, attained, worst, histogram, violations },
    reasons: member.bounds.reasons,
    ...(partner < 0 ? {} : { partner: members[partner]!.id }),
  };
}
