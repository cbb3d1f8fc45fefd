import { sentenceDecimal } from '../float/decimal.ts';
import { digitCount, digitsOf, figuresOf, isExact, number } from './observed-figures.ts';
import type { ChanceOfMatch, ReachedBy } from './observed-records.ts';
import type { ObservedWindow } from './observed-window.ts';
import { ordersTried } from './observed-window.ts';
import { isUsualOrder, plainnessOf } from './plain-names.ts';
import { type Observed, parsePrinted } from './printed-decimal.ts';
import type { PrintedError } from './printed-error.ts';
import { readingWords, type Verdict } from './verdict.ts';

/** Longer numbers are cut in a sentence. */
const longest = 40;

/** The verdict on a printed number in one sentence, which begins with its name. */
export function answerOf(
  { name, printed }: Observed,
  verdict: Verdict,
  error: PrintedError,
  window: ObservedWindow,
): string {
  const shown = printed.length <= longest ? printed : `${printed.slice(0, longest)}…`;
  return `${name}, ${shown}, ${predicate(printed, verdict, error, window)}.`;
}

function predicate(printed: string, verdict: Verdict, error: PrintedError, window: ObservedWindow): string {
  const { base, special, facts, inputFormat } = window;
  const { evidence } = verdict;
  const figures = figuresOf(printed, error, window);
  const isFew = digitCount(parsePrinted(printed)) < digitsOf[inputFormat ?? base];
  const explained = explanationText(verdict, isFew);
  const also = evidence.subject === undefined ? '' : `; ${evidence.subject} gives it today`;
  switch (verdict.verdict) {
    case 'reached':
      return reachedText(verdict, figures, printed, isFew);
    case 'impossible':
      if (evidence.noAdditionRounds === true) {
        const due = `no addition rounds here, so every order in ${base} gives ${sentenceDecimal(facts.exact.decimal)}`;
        return explained === undefined
          ? `is a defect, no rounding: ${due}${also}`
          : `is not explained by rounding in ${base}: ${due}; ${explained}${also}`;
      }
      return `is impossible in ${base}: no number of it prints so; ${figures}; ${explained ?? noNarrower}${also}`;
    case 'no-rounding':
      if (evidence.isDue === true && special.due !== undefined)
        return `is not explained by rounding in ${base}: ${dueName[special.due]} is due, as ${special.because}${
          explained === undefined ? '' : `; ${explained}`
        }${also}`;
      return (
        `is not explained by rounding in ${base}: ${figures}; ` +
        `${explained ?? transformText(verdict) ?? defect}${also}`
      );
    case 'outside-reach':
      return outsideText(verdict, figures, window, explained);
    case 'within-reach': {
      if (evidence.isSignAlone === true)
        return `is equal to the exact value, 0, but for the sign: no computation here gives −0${also}`;
      if (evidence.isWide === true)
        return `is no binary32 number, but may be a rounding in binary64: it is within the bound there; ${figures}`;
      const orders = ordersTried(window.reach);
      const tried = orders === 0 ? 'no computation here gives it' : `none of ${count(orders)} orders tried gives it`;
      const isBetween = orders > 0 && evidence.mayBeDividedFirst !== true;
      const near = isBetween ? 'it lies between results that orders give' : 'it is within the bound';
      const narrower = verdict.narrower[0];
      return `may be a rounding in ${base}: ${near}, though ${tried}; ${figures}${
        narrower === undefined ? '' : `; ${narrower.what} would give it too${chanceText(verdict, isFew)}`
      }`;
    }
    default:
      return `is not decided: ${special.because}, and no computation here gives it`;
  }
}

const dueName = { nan: 'NaN', inf: '∞', '-inf': '−∞' };
const noNarrower = 'no narrower arithmetic tried gives it';
const defect = 'no narrower arithmetic tried gives it: a defect, or another sum than this one';
const count = (x: number): string => x.toLocaleString('en-US');

/**
 * Two computations; more are in the section below. The second sums in another order than the first, or gives another
 * number that prints so too.
 */
function reachedText(
  { reachedBy, narrower, chance, evidence }: Verdict,
  figures: string,
  printed: string,
  isFew: boolean,
): string {
  const isStrict = ({ reading }: ReachedBy): boolean => reading !== 'rounded' && reading !== 'truncated';
  const nearest = reachedBy.find((one) => one.subject === 'lastbit/correctly-rounded' && isStrict(one));
  const [first, second] = twoOf(reachedBy.filter((one) => one !== nearest));
  const words = readingWords(parsePrinted(printed));
  const asRead = first === undefined || isStrict(first) ? '' : ` (read ${words[first.reading!]})`;
  const also =
    second === undefined
      ? ''
      : isStrict(second) || !isStrict(first!)
        ? ` and by ${second.name}`
        : ` or, if ${words[second.reading!].replace(/^as /, '')}, by ${second.name}`;
  const warning =
    chance === null || chance.expected < 0.5
      ? ''
      : chanceWarning(chance, evidence.reading === undefined && isFew, 'computations');
  const isOther = first !== undefined && !isStrict(first) && nearest !== undefined;
  const given =
    first === undefined
      ? ''
      : isOther
        ? `or, if ${words[first.reading!].replace(/^as /, '')}, given by ${first.name}${also}`
        : `given by ${first.name}${also}${asRead}`;
  if (evidence.isWide === true && figures === isExact) return `is no binary32 number, but the exact value, ${given}`;
  const lead = evidence.isWide === true ? 'is no binary32 number, but' : 'is a rounding,';
  const near =
    nearest === undefined || figures === isExact
      ? ''
      : `the binary32 number nearest to the exact value${given === '' ? '' : ', '}`;
  const too = narrower[0] === undefined ? '' : `; ${narrower[0].what} give it too`;
  return `${lead} ${near}${given}; ${figures}${too}${warning}`;
}

/**
 * The plainest, and the plainest in another order. What prints so by a looser reading of the digits is the second only
 * if neither is an order that libraries use.
 */
function twoOf(reachedBy: readonly ReachedBy[]): readonly ReachedBy[] {
  const [first] = reachedBy;
  if (first === undefined) return [];
  const order = ({ name }: ReachedBy): string => name.replace(/ \(.*/, '');
  const isWide = ({ subject }: ReachedBy): boolean => subject?.endsWith(':binary64') === true;
  const others = reachedBy
    .filter((one) => order(one) !== order(first) && isWide(one) === isWide(first))
    .toSorted((a, b) => plainnessOf(a.subject) - plainnessOf(b.subject));
  const alike = others.find(({ reading }) => reading === first.reading);
  const isUsual = isUsualOrder(first.subject) || (alike !== undefined && isUsualOrder(alike.subject));
  const second = isUsual ? alike : others.find(({ reading }) => reading !== 'truncated');
  return second === undefined ? [first] : [first, second];
}

function outsideText(
  { evidence }: Verdict,
  figures: string,
  { base, reach, inputFormat }: ObservedWindow,
  explained: string | undefined,
): string {
  const { timesReached = Number.POSITIVE_INFINITY, allTried } = evidence;
  const orders = count(ordersTried(reach));
  if (allTried === true)
    return (
      `is within the bound of any order in ${base}, but no order of two-operand additions gives it (all were tried); ` +
      `sums of more operands at once, or partly in a wider format, might; ${figures}; ${explained ?? noNarrower}`
    );
  if (timesReached <= slightly)
    return (
      `may be a rounding in ${base}: it is ${number(timesReached)} times as far from the exact value as any of ` +
      `${orders} orders tried; ${figures}${explained === undefined ? '' : `; ${explained}`}`
    );
  if (timesReached === Number.POSITIVE_INFINITY)
    return (
      `is not explained by rounding in ${inputFormat ?? base}: it is within the worst case, but none of ${orders} ` +
      `orders tried gives it; ${figures}; ${explained ?? noNarrower}`
    );
  return (
    `is not explained by rounding in ${base}: within the worst case, it is ${number(timesReached)} times as far from ` +
    `the exact value as any of ${orders} orders tried; ${figures}; ${explained ?? noNarrower}`
  );
}

/** Random orders that were not tried may come a little farther than those that were. */
const slightly = 2;

function transformText({ evidence: { transform } }: Verdict): string | undefined {
  return (
    transform &&
    `no narrower arithmetic tried gives it, but it is within the normwise bound of ${transform.name} ` +
      `(${number(transform.share)} of it): a transform may give it`
  );
}

/** "TF32 inputs explain it (rounded to nearest, added exactly)". */
function explanationText(verdict: Verdict, isFew: boolean): string | undefined {
  const [first] = verdict.narrower;
  if (first === undefined) return undefined;
  const second = verdict.narrower.find(({ what }) => !what.includes(first.what));
  const verb = first.what.startsWith('a ') ? 'explains' : 'explain';
  const detail = first.name.replace(first.what, '').replace(/^[,:]? /, '');
  return `${first.what} ${verb} it${detail === '' ? '' : ` (${detail.replace(/^\((.*?)\)/, '$1')})`}${
    second === undefined ? '' : `, and so ${second.what.startsWith('a ') ? 'does' : 'do'} ${second.what}`
  }${chanceText(verdict, isFew)}`;
}

/** Said where a match by chance is not unlikely. */
function chanceText({ chance, narrower }: Verdict, isFew: boolean): string {
  if (chance === null || narrower.length === 0 || chance.expected < 0.5) return '';
  return chanceWarning(chance, isFew, 'arithmetics');
}

/** Few digits stand for many numbers; a number with all its digits may come out of many computations. */
const chanceWarning = ({ expected, tried }: ChanceOfMatch, isFew: boolean, noun: string): string => {
  const evidence = noun === 'computations' ? 'weak evidence of the order' : 'weak evidence';
  const about = `about ${Number(expected.toPrecision(2))} of ${tried} ${noun} would match by chance`;
  return `; ${isFew ? 'the digits are too few to tell' : evidence}: ${about}`;
};
