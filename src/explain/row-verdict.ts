import type { NumberFormat } from '../conv/shape.ts';
import { compareDyadic, dyadicOf } from '../float/dyadic.ts';
import type { ObservedVerdict } from './observed-records.ts';
import { hullOf, type ObservedWindow } from './observed-window.ts';
import { specialName } from './overflow.ts';
import { neverRounds } from './verdict.ts';

/**
 * The verdict on the result of a subject, of the kinds for printed numbers. Cheap: by the bound, by equality with the
 * results of our own algorithms, and by the range of the orders that were tried.
 */
export function rowVerdict(
  value: number,
  format: NumberFormat,
  withinBound: boolean | null,
  window: ObservedWindow,
): ObservedVerdict {
  const { special, facts, base, candidates } = window;
  const own = candidates.filter((one) => one.format === format && one.subject.startsWith('lastbit/'));
  // Zeros are equal whatever their sign.
  const isOwn = own.some((one) => one.value === value || Object.is(one.value, value));
  // What is due in sums of the base says nothing about wider ones, unless a term is not finite.
  const isBase = format === base || facts.sum === undefined;
  if (!Number.isFinite(value)) {
    if (!isBase) return isOwn ? 'possible' : 'undecided';
    const kind = specialName(value);
    if (special.due === kind) return 'due';
    if (special.due !== undefined || special.never.includes(kind)) return 'not-due';
    return isOwn || special.some.includes(kind) ? 'possible' : 'undecided';
  }
  if (isOwn) return 'reached';
  if (withinBound === false) return 'no-rounding';
  if (isBase && special.due !== undefined) return 'no-rounding';
  if (facts.sum === undefined) return 'undecided';
  const isExact = compareDyadic(dyadicOf(value), facts.sum) === 0;
  if (format === base && !isExact && neverRounds(window)) return 'impossible';
  if (withinBound === null) return 'undecided';
  const hull = format === 'binary32' ? hullOf(window) : rangeOf(own.map((one) => one.value));
  if (hull === undefined) return 'undecided';
  return value >= hull[0] && value <= hull[1] ? 'within-reach' : 'outside-reach';
}

function rangeOf(all: readonly number[]): readonly [number, number] | undefined {
  const numbers = all.filter(Number.isFinite);
  return numbers.length === 0 ? undefined : [Math.min(...numbers), Math.max(...numbers)];
}
