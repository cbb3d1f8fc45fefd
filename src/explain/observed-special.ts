import { resultsFor, roundedInputs } from './match-narrower.ts';
import type { NarrowResult } from './narrow-sums.ts';
import { finished } from './observed-match.ts';
import type { ObservedExplanation, ObservedVerdict, ReachedBy } from './observed-records.ts';
import type { ObservedWindow } from './observed-window.ts';
import { specialName } from './overflow.ts';
import { namedComputations } from './plain-names.ts';
import type { Observed } from './printed-decimal.ts';

const noNumbers = {
  ...{ possibleBinary32: true, printedInFull: { binary32: false, binary64: false } },
  ...{ rounded: null, truncated: null, shortest: null, pinned: null },
  ...{ signedErrorUlp: null, errorOverUP: null, boundUlp: null, errorOverBound: null },
  chance: null,
};

/** NaN or an infinity: whether it is due, can come out of some order, or is a defect. */
export function explainSpecial(
  { name, printed }: Observed,
  value: number,
  window: ObservedWindow,
): ObservedExplanation {
  const { special, candidates, left, right, divisor, reach, inputFormat } = window;
  const kind = specialName(value);
  const giving = candidates.filter((one) => finished(one, divisor).some((result) => Object.is(result, value)));
  const shown = { nan: 'NaN', inf: '∞', '-inf': '−∞' }[kind];
  const rounding: ObservedVerdict =
    special.due === kind
      ? 'due'
      : special.due !== undefined || special.never.includes(kind)
        ? 'not-due'
        : special.some.includes(kind) || giving.length > 0
          ? 'possible'
          : 'undecided';
  const narrower =
    rounding === 'not-due'
      ? resultsFor(window)
          .filter((one) => Object.is(one.value, value))
          .map(({ what, name: how }: NarrowResult) => ({ what, name: how, by: 'value' as const }))
      : [];
  // Of inputs of 16 bits, sums and results in their format are usual.
  const usual = narrower.find(({ what }) => inputFormat !== undefined && what.includes(inputFormat));
  const verdict = usual === undefined ? rounding : 'possible';
  const isSum = right.every((x) => x === 1);
  const named = namedComputations(giving, left.length, window.window, isSum).map((one) => ({ ...one, reading: null }));
  const trees = reach?.trees;
  let equal = 0;
  trees?.values.forEach((sum, index) => {
    if (Object.is(sum, value)) equal += trees.counts[index]!;
  });
  return {
    ...{ name, printed, verdict, reading: shown, reachedBy: named, narrower },
    answer: `${name}, ${shown}, ${
      usual === undefined
        ? sentenceOf(verdict, window, named, narrower[0]?.what)
        : `is possible in ${inputFormat}: ${usual.name} overflows; binary32 sums do not`
    }.`,
    place: trees === undefined ? null : { tried: trees.tried, below: 0, equal: equal / trees.tried, above: 0 },
    consistentWith: giving.map(({ subject }) => subject),
    ...noNumbers,
    statement:
      giving.length === 0 ? 'No result here is this.' : `${giving.length} of ${candidates.length} results are this.`,
  };
}

function sentenceOf(
  verdict: ObservedVerdict,
  { special, candidates, divisor, facts, base, specialInBinary32 }: ObservedWindow,
  named: readonly ReachedBy[],
  narrower: string | undefined,
): string {
  const { because, due } = special;
  switch (verdict) {
    case 'due':
      return `is due: ${because}${facts.sum === undefined ? '' : remedy(divisor)}`;
    case 'possible': {
      const finite = candidates.some(
        ({ subject, format, value }) =>
          format === 'binary32' && subject.startsWith('lastbit/') && Number.isFinite(value),
      );
      const who = named.length === 0 ? '' : `; ${named[0]!.name} gives it${finite ? ', others do not' : ''}`;
      return `is possible: ${because}${who}`;
    }
    case 'not-due': {
      const instead =
        due === undefined ? because : `${{ nan: 'NaN', inf: '∞', '-inf': '−∞' }[due]} is due, as ${because}`;
      if (narrower === undefined) return `is a defect: ${instead}`;
      // Inputs in binary64 may have been meant as binary32 ones.
      if (narrower === roundedInputs && specialInBinary32?.due !== undefined)
        return `is due if inputs and sums are in binary32: ${specialInBinary32.because}${remedy(divisor)}`;
      return `is not due in ${base}: ${instead}; ${narrower} ${narrower.startsWith('a ') ? 'explains' : 'explain'} it`;
    }
    default:
      return `may be due: ${because}`;
  }
}

/** How the overflow can be avoided. */
function remedy(divisor: number): string {
  return divisor === 1
    ? '; binary64 sums do not overflow'
    : `; the mean itself is a number of binary32: dividing by ${divisor} first, or binary64 sums, give it`;
}
