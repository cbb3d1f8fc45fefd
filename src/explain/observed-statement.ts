import type { WideFormat } from '../conv/shape.ts';
import { bits32 } from '../float/bits.ts';
import type { Candidate } from './ask-subject.ts';
import type { ObservedInterval } from './observed-records.ts';
import type { PrintedDecimal } from './printed-decimal.ts';

/** What was found out about a printed number. */
export interface FoundOut {
  readonly decimal: PrintedDecimal;
  readonly rounded: ObservedInterval;
  readonly truncated: ObservedInterval;
  readonly full: { readonly binary32: boolean; readonly binary64: boolean };
  readonly pinned: number | undefined;
  readonly pinnedIsExact: boolean;
  readonly candidates: readonly Candidate[];
  /** The candidates whose number prints as this decimal. */
  readonly consistent: readonly Candidate[];
}

/** What a printed number can have been, and who gives it, in sentences. */
export function statementOf(found: FoundOut): string {
  return [whatIsPrinted(found), howManyNumbers(found), whoGivesIt(found)].join(' ');
}

function whatIsPrinted({ full, decimal }: FoundOut): string {
  if (full.binary32) return 'This decimal is a binary32 number to its last digit: it may have been printed in full.';
  if (full.binary64) return 'This decimal is a binary64 number to its last digit, but not a binary32 number.';
  const places = -decimal.magnitude.exponent;
  const where = places <= 0 ? '' : ` after ${places} ${places === 1 ? 'decimal' : 'decimals'}`;
  return `This decimal is neither a binary32 nor a binary64 number: it was rounded or cut off${where}.`;
}

function howManyNumbers({ rounded, truncated, pinned, pinnedIsExact }: FoundOut): string {
  const wide = Math.max(rounded.binary64Count, truncated.binary64Count);
  if (rounded.binary32Count + truncated.binary32Count === 0)
    return `No binary32 number prints as this decimal${wide > 0 ? '; binary64 numbers do' : ''}.`;
  if (pinned === undefined) {
    const [rounding, cut] = [rounded.binary32Count, truncated.binary32Count].map(countOrNo);
    return `Rounding gives it for ${rounding} binary32 numbers, cutting off for ${cut}.`;
  }
  const exact = pinnedIsExact ? ', the exact value' : '';
  return wide > 1
    ? `One binary32 number (${bits32(pinned)}${exact}) and ${countOrNo(wide)} binary64 numbers print as this decimal.`
    : `Only one binary32 number prints as this decimal: ${bits32(pinned)}${exact}.`;
}

/** More algorithms than this are counted, not named. */
const mostNamed = 3;

function whoGivesIt({ consistent, candidates }: FoundOut): string {
  if (consistent.length === 0) return 'No result here prints as this number.';
  const counts = (['binary32', 'binary64'] as const)
    .map((format) => ({
      format,
      all: candidates.filter((one) => one.format === format).length,
      giving: consistent.filter((one) => one.format === format).length,
    }))
    .filter(({ all }) => all > 0);
  const own = consistent.flatMap(({ subject }) => (subject.startsWith('lastbit/') ? subject.slice(8) : []));
  const named = own.length > 0 && own.length <= mostNamed ? namedText(own) : '';
  const text = counts.map(givingText).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${named}`;
}

const namedText = (own: readonly string[]): string =>
  ` Of lastbit's algorithms, only ${own.join(', ')} ${own.length === 1 ? 'prints' : 'print'} it.`;

/** "13 of the 56 binary32 results here print as this number", and then "none of the 22 binary64 ones do". */
function givingText(
  { format, all, giving }: { readonly format: WideFormat; readonly all: number; readonly giving: number },
  place: number,
): string {
  const single = all === 1;
  const noun = place === 0 ? `${format} ${single ? 'result' : 'results'} here` : `${format} ${single ? 'one' : 'ones'}`;
  const verbs = place === 0 ? ['print as this number', 'prints as this number'] : ['do', 'does'];
  if (single) return giving === 1 ? `the ${noun} ${verbs[1]}` : `the ${noun} does not`;
  if (giving === all) return `all ${all} ${noun} ${verbs[0]}`;
  return `${giving === 0 ? 'none' : giving} of the ${all} ${noun} ${giving === 1 ? verbs[1] : verbs[0]}`;
}

function countOrNo(count: number): string {
  return count === 0 ? 'no' : count.toLocaleString('en-US');
}
