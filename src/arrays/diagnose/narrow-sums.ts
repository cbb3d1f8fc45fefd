import { formatOfType } from '../../float/element-type.ts';
import type { Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { AlgorithmRecord } from '../judgement.ts';
import type { Answer } from '../question.ts';
import { halfUlp } from '../rounding-rule.ts';
import type { Tally } from '../tally.ts';
import { type TallyRunner, tallyOf } from '../tally-runner.ts';
import { gridOf } from './examine.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import { matchSums } from './match-sums.ts';
import { isIn, narrowFormats } from './narrow.ts';
import { narrowBits } from './narrow-models.ts';
import { isMarked } from './places.ts';
import { differenceFrom } from './prediction.ts';
import { spread } from './sample.ts';
import type { Setting } from './setting.ts';

export interface NarrowSums {
  readonly model: FoundModel;
  readonly algorithms: readonly AlgorithmRecord[];
  /** Whether the sums are in the format of the answer, which they may well be. */
  readonly allowed: boolean;
}

/**
 * So many outputs that are numbers of a narrower format, though what is due is not, are no accident. Of binary32 one is
 * enough: numbers of binary64 seldom are.
 */
const leastBits = 40;
const leastBits32 = 20;

/**
 * Sums in a narrower format than the stated one. Their bound is so wide that much is within it. So either all outputs
 * are numbers of that format, or it is that of the answer; and a known algorithm gives them, or the errors are as large
 * as random roundings make them. A few outputs that are far off among exact values rounded once are neither.
 */
export async function narrowSums(
  setting: Setting,
  answer: Answer,
  stated: Tally,
  run: TallyRunner,
): Promise<NarrowSums | undefined> {
  const type = formatOfType(setting.type);
  if (type === undefined) return undefined;
  const alone = standAlone(setting, stated);
  // Without an algorithm that matches, the narrowest format: its numbers are in the wider ones too.
  let found: NarrowSums | undefined;
  for (const { name, format } of narrowFormats) {
    if (format.precision >= setting.model.accumulator.precision || name === 'TF32') continue;
    const allowed = format.precision === type.precision && format.maxExponent === type.maxExponent;
    if (!allowed && (format.precision >= type.precision || !areNarrow(setting, format))) continue;
    const algorithms = matchSums(setting, format);
    if (alone && algorithms.length === 0) continue;
    const sums = { name: `${name} sums`, accumulator: format };
    const tally = await tallyOf(run, setting.question, { answer, model: sums });
    // Sums that overflow in this format are not judged, but may be what it gives.
    const isPossible = tally.wrong === 0 && (tally.within > 0 || allowed);
    if (algorithms.length === 0 && !isPossible) continue;
    const rootMeanSquare = Math.sqrt(tally.squaredErrorOverUP / Math.max(1, tally.within));
    const meaning = setting.terms * 2 ** -format.precision;
    const isTypical = rootMeanSquare <= 2 * Math.sqrt(setting.terms) + 1;
    if (algorithms.length === 0 && !isTypical && meaning > 1 / 2) continue;
    const overflow = tally.notJudged > 0 ? ', some of which overflow' : '';
    const model = {
      ...{ id: `${name}-sums`, words: `${nameOf(format)} sums${overflow}` },
      ...{ tried: tally.outputs, explained: tally.outputs - tally.wrong, rootMeanSquare },
    };
    found = { model, algorithms, allowed };
    if (algorithms.length > 0) break;
  }
  return found;
}

/** So many outputs of as many terms as the wrong one must be known to call it alone. */
const leastPeers = 20;

/**
 * Whether an output is wrong among others of its kind that sums in few bits did not touch: of those with half as many
 * non-zero terms or more, nine in ten are the exact values rounded once, and its error is more than 16 times the root
 * mean square of theirs, each in units of its Σ|terms|. Outputs of fewer terms say nothing: few additions hardly round.
 */
function standAlone(setting: Setting, { worst, isWrong }: Tally): boolean {
  if (setting.terms > longestSum) return false;
  const rights = spread(setting.outputs, sampleSize(setting, 256)).filter((index) => !isMarked(isWrong, index));
  const error = (index: number): number => Math.abs(differenceFrom(setting.computed(index), setting.right(index)));
  const share = (index: number): number => error(index) / setting.right(index).absoluteSum;
  return worst.some(({ index }) => {
    if (!isMarked(isWrong, index)) return false;
    const least = setting.right(index).nonZero / 2;
    const peers = rights.filter((other) => setting.right(other).nonZero >= least && Number.isFinite(share(other)));
    const rounded = peers.filter((other) => isRoundedOnce(setting, other, error(other)));
    if (peers.length < leastPeers || rounded.length < 0.9 * peers.length) return false;
    return share(index) > 16 * (Math.hypot(...peers.map(share)) / Math.sqrt(peers.length));
  });
}

/** Within half an ulp of the exact value, in the format of the answer. */
function isRoundedOnce({ type, right }: Setting, index: number, error: number): boolean {
  const format = formatOfType(type)!;
  const { high, low } = right(index);
  return error <= halfUlp(Math.abs(high + low), format);
}

function areNarrow(setting: Setting, format: Format): boolean {
  if (setting.terms > longestSum) return false;
  const sample = spread(setting.outputs, sampleSize(setting, 128));
  const grid = gridOf(setting, sample.slice(0, 8));
  let bits = 0;
  const seen = new Set<number>();
  for (const index of sample) {
    const computed = setting.computed(index);
    if (!isIn(format, computed)) return false;
    if (seen.has(computed)) continue;
    seen.add(computed);
    bits += narrowBits(setting, format, grid, index);
  }
  return bits >= (format.precision === 24 ? leastBits32 : leastBits);
}
