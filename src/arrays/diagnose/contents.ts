import type { Tally } from '../tally.ts';
import { type FoundFault, longestSum, sampleSize } from './find-faults.ts';
import { isMarked } from './places.ts';
import { spreadOfMarked } from './sample.ts';
import type { Setting } from './setting.ts';

/** What the wrong outputs are by themselves, all of them counted. */
export interface Contents {
  readonly wrong: number;
  readonly zeros: number;
  readonly notNumbers: number;
  readonly infinite: number;
  /** How many have the commonest of the first values, and which it is. */
  readonly constant: number;
  readonly value: number;
}

export function contentsOf({ computed, outputs }: Setting, tally: Tally): Contents {
  let [zeros, notNumbers, infinite] = [0, 0, 0];
  const values = new Map<number, number>();
  for (let index = 0; index < outputs; index++) {
    if (!isMarked(tally.isWrong, index)) continue;
    const x = computed(index);
    if (x === 0) zeros++;
    else if (Number.isNaN(x)) notNumbers++;
    else if (!Number.isFinite(x)) infinite++;
    if (values.size < 64 || values.has(x)) values.set(x, (values.get(x) ?? 0) + 1);
  }
  const [value, constant] = [...values].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  return { wrong: tally.wrong, zeros, notNumbers, infinite, constant, value };
}

/** A fault that can be seen in the numbers alone: every wrong output is 0, NaN, infinite or one constant. */
export function faultOfContents(setting: Setting, contents: Contents, tally: Tally): FoundFault | undefined {
  const { wrong, zeros, notNumbers, infinite, constant, value } = contents;
  const all = (id: string, words: string): FoundFault => ({
    id,
    words,
    tried: wrong,
    explained: wrong,
    everywhere: true,
  });
  if (zeros === wrong) return all('unwritten', 'every wrong output is 0, as if it had not been written');
  if (notNumbers === wrong) return all('not-a-number', 'every wrong output is NaN, where a number is due');
  if (infinite === wrong) return all('infinite', 'every wrong output is infinite, where no order overflows');
  if (constant === wrong && wrong > 2 && isVaried(setting, tally))
    return all('constant', `every wrong output is ${value}`);
  return undefined;
}

/** Whether numbers are due at the wrong outputs that no rounding makes equal. */
function isVaried(setting: Setting, { isWrong, wrong, outputs }: Tally): boolean {
  if (setting.terms > longestSum) return false;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const index of spreadOfMarked(isWrong, outputs, wrong, sampleSize(setting, 64), true)) {
    const { high, bound } = setting.right(index);
    lowest = Math.min(lowest, high + bound);
    highest = Math.max(highest, high - bound);
  }
  return highest > lowest;
}

/** Sentences about kinds of values that are only a part of the wrong outputs. */
export function notesOfContents({ wrong, zeros, notNumbers, infinite }: Contents): readonly string[] {
  const part = (count: number, what: string): readonly string[] =>
    count === 0 || count === wrong
      ? []
      : [`${count} of the ${wrong} wrong outputs ${count === 1 ? 'is' : 'are'} ${what}.`];
  return [...part(zeros, '0'), ...part(notNumbers, 'NaN'), ...part(infinite, 'infinite')];
}
