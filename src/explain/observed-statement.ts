import { bits32 } from '../float/bits.ts';
import type { Candidate } from './candidate.ts';
import type { ObservedInterval } from './explanation.ts';
import type { PrintedDecimal } from './printed-interval.ts';

/** What was found out about a printed number. */
export interface FoundOut {
  readonly decimal: PrintedDecimal;
  readonly rounded: ObservedInterval;
  readonly truncated: ObservedInterval;
  readonly full: { readonly binary32: boolean; readonly binary64: boolean };
  readonly pinned: number | undefined;
  readonly pinnedIsExact: boolean;
  /** Subjects whose result prints so, of those that were asked. */
  readonly consistent: readonly Candidate[];
  readonly asked: readonly Candidate[];
}

/** What a printed number can have been, and who gives it, in sentences. */
export function observedStatement(found: FoundOut): string {
  return [whatIsPrinted(found), howManyNumbers(found), whoGivesIt(found)].join(' ');
}

function whatIsPrinted({ full, decimal }: FoundOut): string {
  if (full.binary32) return 'To its last digit it is a binary32 number: it may be printed in full.';
  if (full.binary64) return 'To its last digit it is a binary64 number, but no binary32 number.';
  const places =
    decimal.magnitude.exponent < 0
      ? ` after ${-decimal.magnitude.exponent} ${decimal.magnitude.exponent === -1 ? 'decimal' : 'decimals'}`
      : '';
  return `It is no binary32 number printed in full, nor a binary64 one: it was rounded or cut off${places}.`;
}

function howManyNumbers({ rounded, truncated, pinned, pinnedIsExact }: FoundOut): string {
  if (rounded.binary32Count + truncated.binary32Count === 0) {
    const wider = rounded.binary64Count + truncated.binary64Count > 0 ? '; binary64 numbers do' : '';
    return `No binary32 number prints so${wider}.`;
  }
  if (pinned === undefined) {
    return `${count(rounded.binary32Count)} binary32 numbers round to it, ${count(truncated.binary32Count)} give it when cut off.`;
  }
  const exact = pinnedIsExact ? ', the exact value,' : '';
  const wide = Math.max(rounded.binary64Count, truncated.binary64Count);
  const others = wide > 1 ? ` (and ${count(wide)} binary64 numbers do)` : '';
  return `Just one binary32 number${exact} prints so: ${bits32(pinned)}${others}.`;
}

const fewOrders = 3;

function whoGivesIt({ consistent, asked }: FoundOut): string {
  if (consistent.length === 0) return 'No subject here gives a result that prints so.';
  const parts = (['binary32', 'binary64'] as const).flatMap((format) => {
    const all = asked.filter((one) => one.format === format).length;
    const giving = consistent.filter((one) => one.format === format).length;
    if (all === 0) return [];
    return giving === all && all > 1
      ? `all ${all} in ${format}`
      : `${giving === 0 ? 'none' : giving} of ${all} in ${format}`;
  });
  const own = consistent.filter(({ subject }) => subject.startsWith('lastbit/'));
  const few = own.length > 0 && own.length <= fewOrders;
  const names = own.map(({ subject }) => subject.replace('lastbit/', '')).join(', ');
  return `Results that print so: ${parts.join(', ')}.${few ? ` Of the orders of lastbit only ${names}.` : ''}`;
}

function count(of: number): string {
  return of === 0 ? 'no' : of.toLocaleString('en-US');
}
