import { formatOfType } from '../../float/element-type.ts';
import type { Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { AlgorithmRecord } from '../judgement.ts';
import type { Answer } from '../question.ts';
import { type TallyRunner, tallyOf } from '../tally-runner.ts';
import { gridOf } from './examine.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import { matchSums } from './match-sums.ts';
import { isIn, narrowFormats } from './narrow.ts';
import { narrowBits } from './narrow-models.ts';
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
 * as random roundings make them.
 */
export async function narrowSums(setting: Setting, answer: Answer, run: TallyRunner): Promise<NarrowSums | undefined> {
  const type = formatOfType(setting.type);
  if (type === undefined) return undefined;
  // Without an algorithm that matches, the narrowest format: its numbers are in the wider ones too.
  let found: NarrowSums | undefined;
  for (const { name, format } of narrowFormats) {
    if (format.precision >= setting.model.accumulator.precision || name === 'TF32') continue;
    const allowed = format.precision === type.precision && format.maxExponent === type.maxExponent;
    if (!allowed && (format.precision >= type.precision || !areNarrow(setting, format))) continue;
    const algorithms = matchSums(setting, format);
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
