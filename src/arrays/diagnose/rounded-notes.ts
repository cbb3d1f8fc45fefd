import { formatOfType } from '../../float/element-type.ts';
import { binary32, binary64, type Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { Tally } from '../tally.ts';
import { longestSum, sampleSize } from './find-faults.ts';
import { missedByLoop } from './match-sums.ts';
import { narrowTo, roundOnce } from './narrow.ts';
import { differenceFrom } from './prediction.ts';
import { spread } from './sample.ts';
import { count } from './sentences.ts';
import type { Setting } from './setting.ts';

/** So many outputs that a loop would miss are no accident. */
const leastMissed = 8;

/** What correctly rounded outputs say about wider sums, and a second rounding that can be seen in the bits. */
export function roundedNotes(setting: Setting, tally: Tally): readonly string[] {
  const { accumulator } = setting.model;
  const format = formatOfType(setting.type);
  if (format === undefined || setting.terms > longestSum) return [];
  if (tally.correctlyRounded === tally.outputs) {
    const [missed, compared] = missedByLoop(setting, accumulator);
    if (missed < leastMissed) return [];
    const wider =
      accumulator.precision < 53
        ? 'Sums in binary64, rounded once, give this, and so do exact sums'
        : 'Exact sums give this';
    return [`${wider}: a loop in ${nameOf(accumulator)} misses ${missed} of ${compared} outputs.`];
  }
  const cut = cutSums(setting);
  if (cut.length > 0) return cut;
  const through = format.precision < 24 ? binary32 : format.precision < 53 ? binary64 : undefined;
  return through === undefined ? [] : roundedTwice(setting, tally, format, through);
}

/** So many errors in one direction are an accident in one of 2^30 cases. */
const leastCut = 32;

/** Errors that all go toward zero: sums that are cut, as some matrix units cut them, not rounded. */
function cutSums(setting: Setting): readonly string[] {
  const seen = new Set<number>();
  for (const index of spread(setting.outputs, sampleSize(setting, 256))) {
    const computed = setting.computed(index);
    const right = setting.right(index);
    const beyond = Math.sign(right.high) * differenceFrom(computed, right);
    if (beyond > 0 || Number.isNaN(beyond)) return [];
    if (beyond < 0) seen.add(computed);
  }
  return seen.size < leastCut ? [] : ['Every error is toward zero, as of sums that are cut and not rounded.'];
}

/** Outputs that are the exact value rounded twice, some of which a single rounding would not give. */
function roundedTwice(setting: Setting, tally: Tally, format: Format, through: Format): readonly string[] {
  const [once, first] = [narrowTo(format, 'nearest-even'), narrowTo(through, 'nearest-even')];
  const sample = [...spread(setting.outputs, sampleSize(setting, 512)), ...tally.worst.map(({ index }) => index)];
  let differing = 0;
  for (const index of new Set(sample)) {
    const { high, low } = setting.right(index);
    const single = roundOnce(format, high, low);
    const twice = through === binary64 ? once(high) : once(first(high));
    if (setting.computed(index) !== twice) return [];
    if (single !== twice) differing++;
  }
  const who = differing === 1 ? '1 output shows' : `${count(differing)} outputs show`;
  const words = `${who} two roundings, to ${nameOf(through)} and then to ${nameOf(format)}.`;
  return differing === 0 ? [] : [words];
}
