import type { ElementType } from '../../float/element-type.ts';
import type { AlgorithmRecord, ArrayVerdict, ErrorScale } from '../judgement.ts';
import type { JudgedElement, Tally } from '../tally.ts';
import type { FoundFault } from './find-faults.ts';
import type { FoundModel } from './find-model.ts';
import type { PlacePhrase } from './places.ts';

/** What is known about one answer. */
export interface Findings {
  readonly verdict: ArrayVerdict;
  readonly tally: Tally;
  readonly type: ElementType;
  /** "binary32". */
  readonly stated: string;
  readonly scale: ErrorScale | undefined;
  readonly models: readonly FoundModel[];
  readonly algorithms: readonly AlgorithmRecord[];
  readonly faults: readonly FoundFault[];
  readonly place: PlacePhrase | undefined;
  readonly special: Special;
}

export const count = (n: number): string => n.toLocaleString('en-US');
export const either = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(words);

/** "1 output is", "312 outputs are". */
const outputsAre = (n: number): string => (n === 1 ? '1 output is' : `${count(n)} outputs are`);

/** The answer to "rounding or defect", in one sentence; a defect has a second one, that begins with "Likely". */
export function answerOf(findings: Findings): string {
  switch (findings.verdict) {
    case 'rounding':
      return roundingSentence(findings);
    case 'narrower':
      return narrowerSentence(findings);
    case 'defect':
      return defectSentence(findings);
    case 'not-judged':
      return notJudgedSentence(findings);
  }
}

function roundingSentence({ tally, type, stated, scale, algorithms, special }: Findings): string {
  const { outputs, within, notJudged, correctlyRounded, largest, wrapped } = tally;
  const others = notJudged === 0 ? '' : `; ${outputsAre(notJudged)} not judged: ${reasonOf(special)}`;
  const who =
    outputs === 1 ? 'The output is' : notJudged === 0 ? `All ${count(outputs)} outputs are` : `${outputsAre(within)}`;
  const noun = outputs === 1 || within === 1 ? 'a rounding' : 'roundings';
  if (correctlyRounded === outputs) {
    if (wrapped > 0) return wrappedSentence(tally, type);
    if (outputs === 1 && largest !== undefined && !Number.isFinite(largest.exact)) return dueSentence(largest.exact);
    const what = outputs === 1 ? 'the exact value' : 'the exact values';
    return `${who} ${what}${largest?.errorUlp === 0 ? '' : ', rounded once'}.`;
  }
  const share =
    largest === undefined ? '' : `, ${outputs === 1 ? '' : 'the largest '}at ${share2(largest.errorOverBound)} of it`;
  const [first] = algorithms;
  const how =
    first !== undefined
      ? `; equal bit for bit to ${first.words}`
      : scale === undefined
        ? ''
        : isTypical(scale)
          ? `; typical for ${stated}`
          : `; larger than random roundings in ${stated} are`;
  return `${who} ${noun}: within the bound of any order${share}${how}${others}.`;
}

/** Of integers whose type does not hold every sum. */
function wrappedSentence({ outputs, wrapped }: Tally, type: ElementType): string {
  const modulus = `modulo 2^${/\d+$/.exec(type)![0]}`;
  if (outputs === 1) return `The output is the exact value ${modulus}: it wrapped around, as ${type} does.`;
  const which = wrapped === outputs ? 'all' : count(wrapped);
  return `All ${count(outputs)} outputs are the exact values ${modulus}: ${which} wrapped around, as ${type} does.`;
}

/** Of one output where a term is not finite, or the exact value is beyond the range. */
const dueSentence = (due: number): string =>
  `The output is ${Number.isNaN(due) ? 'NaN' : due > 0 ? '∞' : '−∞'}, as is due.`;

/** Random roundings reach about √n u·P in the mean, where the terms have one sign, and hardly ever three times that. */
export const isTypical = ({ rootMeanSquare, largest, squareRoot }: ErrorScale): boolean =>
  typeof rootMeanSquare === 'number' &&
  rootMeanSquare <= 2 * squareRoot + 1 &&
  !(typeof largest === 'number' && largest > 3 * squareRoot);

function narrowerSentence({ tally, stated, models, algorithms }: Findings): string {
  const [first] = models;
  const words = either(models.map((model) => model.words));
  const many = `${count(first?.explained ?? 0)} of ${count(first?.tried ?? 0)}`;
  const not = `Not an error of rounding in ${stated}, but`;
  if (first?.id === 'fast-transform') {
    const outside = `${outputsAre(tally.wrong)} outside the bound of any order, but all errors are of one size`;
    return `${outside}, within the normwise bound of ${words}: typical for such transforms.`;
  }
  if (first?.id === 'block-product') {
    const outside = `${outputsAre(tally.wrong)} not within rounding of any order`;
    return `${outside}, but all are within the normwise bound of ${words}.`;
  }
  if (first?.id.endsWith('-sums')) {
    const [known] = algorithms;
    if (known !== undefined)
      return `${not} equal bit for bit to ${known.words} (${known.compared} of ${known.compared}).`;
    return `${not} within the bound of ${words} (${many}).`;
  }
  if (first?.id === 'flushed-anywhere' || first?.id === 'rounded-inputs')
    return `${not} ${words} can explain it (${many}).`;
  const give = /(inputs|results|sums|products)/.test(first?.words ?? '') || models.length > 1 ? 'give' : 'gives';
  if (tally.wrong > 0) return `${not} exactly what ${words} ${give} (${many}).`;
  const large = `Within the bound of ${stated}, but far larger than its roundings`;
  return `${large}, and exactly what ${words} ${give} (${many}).`;
}

function defectSentence({ tally, faults, place }: Findings): string {
  const { outputs, wrong, largest } = tally;
  const who =
    outputs === 1 ? 'The output is wrong' : wrong === outputs ? `All ${count(outputs)} outputs are wrong` : undefined;
  const head = who ?? `${count(wrong)} of ${count(outputs)} outputs ${wrong === 1 ? 'is' : 'are'} wrong`;
  const where = place === undefined ? '' : `: ${whereWords(place, wrong)}`;
  const likely =
    faults.length === 0 ? '' : ` Likely${partly(faults)}: ${sentenceEnd(either(faults.map(({ words }) => words)))}`;
  return `${head}${distance(largest)}${where}.${likely}`;
}

/** What ends in a question needs no full stop. */
const sentenceEnd = (words: string): string => (words.endsWith('?') ? words : `${words}.`);

/** A few outputs of a place may be right by chance. */
function whereWords({ words, filled, cells }: PlacePhrase, wrong: number): string {
  if (filled) return words;
  return wrong / cells >= 0.9 ? `nearly all of ${words}` : `all in ${words}`;
}

/** Where the right outputs contradict a fault. */
const partly = (faults: readonly FoundFault[]): string =>
  faults.every(({ everywhere }) => everywhere) ? '' : ', for the wrong ones only';

function distance(largest: JudgedElement | undefined): string {
  if (largest === undefined || Number.isNaN(largest.errorOverBound)) return '';
  const { errorOverBound: ratio, computed, bound } = largest;
  if (!Number.isFinite(computed)) return ', some not finite';
  if (bound === 0) return ', where no order rounds';
  if (ratio === Number.POSITIVE_INFINITY) return '';
  if (ratio < 10) return `, up to ${Number(ratio.toPrecision(2))} times the bound of any order`;
  return `, up to ${power(ratio)} bounds away`;
}

/** Two digits below 1000, then a power of ten. */
const power = (ratio: number): string =>
  ratio < 1000 ? String(Number(ratio.toPrecision(2))) : `10^${Math.floor(Math.log10(ratio))}`;

export const share2 = (share: number): string =>
  share >= 1000
    ? count(Number(share.toPrecision(2)))
    : share === 0
      ? '0'
      : share < 1e-3
        ? share.toExponential(0).replace('e-', 'e−')
        : String(Number(share.toPrecision(2)));

function notJudgedSentence({ tally, special }: Findings): string {
  const { outputs } = tally;
  const who = outputs === 1 ? 'The output was' : `The ${count(outputs)} outputs were`;
  return `${who} not judged: ${reasonOf(special)}.`;
}

/** Why outputs were not judged. */
export interface Special {
  /** A term is NaN or infinite. */
  readonly terms: boolean;
  /** A NaN where a tap that is not finite lies on padding. */
  readonly padding: boolean;
  /** The answer is not finite although the terms are. */
  readonly overflow: boolean;
  /** The sum itself, before a mean divides it, is beyond the largest number. */
  readonly everyOrder: boolean;
  readonly format: string;
}

function reasonOf({ terms, padding, overflow, everyOrder, format }: Special): string {
  const over = everyOrder
    ? `every order overflows in ${format}, unless terms are divided first; wider sums do not`
    : `sums in ${format} overflow in some orders`;
  const reasons = [
    ...(terms ? ['a term is NaN or infinite'] : []),
    ...(padding ? ['a tap on padding is not finite, which gives NaN where padding is multiplied as zeros'] : []),
    ...(overflow ? [over] : []),
  ];
  return reasons.length === 0 ? 'sums may overflow' : reasons.join(', or ');
}
