import { nameOf } from '../../sums/accumulation.ts';
import { exactOutput } from '../exact-output.ts';
import { judgeOutput } from '../judge-output.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import { spread } from './sample.ts';
import type { Special } from './sentences.ts';
import type { Setting } from './setting.ts';

/** Why outputs were not judged, by a sample. */
export function specialOf(setting: Setting, { notJudged }: Tally): Special {
  const format = overflowing(setting);
  let [terms, padding, overflow, everyOrder] = [false, false, false, false];
  if (notJudged === 0 || setting.terms > longestSum) return { terms, padding, overflow, everyOrder, format };
  const { accumulator } = setting.model;
  const most = (2 - 2 ** (1 - accumulator.precision)) * 2 ** accumulator.maxExponent;
  const { question, predictor } = setting;
  for (const index of spread(setting.outputs, sampleSize(setting, 256))) {
    const computed = setting.computed(index);
    const { high } = setting.right(index);
    if (Number.isFinite(high) && Number.isFinite(computed)) continue;
    const facts = exactOutput(question, index);
    if (judgeOutput(predictor.rule, facts, question.divisor, index, computed).verdict !== 'not-judged') continue;
    if (Number.isNaN(computed) && facts.padsNonFinite) padding = true;
    else if (!Number.isFinite(high)) terms = true;
    else {
      overflow = true;
      everyOrder ||= Math.abs(high) * question.divisor > most;
    }
  }
  return { terms, padding, overflow, everyOrder, format };
}

/** The format in which sums overflow: that of the answer, if they are rounded to it before a division or a bias. */
function overflowing({ predictor: { rule }, model }: Setting): string {
  return rule.roundsTwice && rule.sumLimit === rule.answerLimit ? nameOf(rule.answer!) : model.name;
}
