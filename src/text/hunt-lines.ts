import { outputShape, positionOf } from '../conv/output-shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { bits32 } from '../float/bits.ts';
import { readableNumber, sentenceDecimal } from '../float/decimal.ts';
import { decimalOf } from '../float/dyadic.ts';
import { bitsIn } from '../float/number-bits.ts';
import type { SideConstraint } from '../hunt/constraints.ts';
import type { HuntProgress } from '../hunt/drive.ts';
import type { HuntResult, Limit } from '../hunt/hunt-result.ts';
import type { HuntAim } from '../hunt/problem.ts';
import type { Confirmed, Witness } from '../hunt/witness.ts';
import { exactText, field, tensorLines } from './counterexample.ts';
import { tableLines, wrapped } from './layout.ts';
import { counted, formatCount, formatNumber } from './numbers.ts';

/** The live line of a hunt. */
export function huntProgressLine(
  { evaluations, best }: HuntProgress,
  limit: Limit | undefined,
  aim: HuntAim,
  seconds: number,
): string {
  const speed = seconds > 0 ? Math.round(evaluations / seconds) : 0;
  return [
    `${seconds.toFixed(1)} s`,
    counted(evaluations, 'evaluation'),
    `${formatCount(speed)}/s`,
    best === undefined ? 'nothing found yet' : `best ${scoreText(best.score, aim)} by ${best.method}`,
    limit === undefined
      ? 'no limit known'
      : `${best === undefined ? '' : `${shareText(best.score / limit.value)} of `}the ${limit.name}`,
  ].join(' · ');
}

/** What is said before the search. */
export function huntPlanLine(words: readonly string[], limit: Limit | undefined, aim: HuntAim): string {
  const known = limit === undefined ? 'no limit is known' : `the ${limit.name} is ${scoreText(limit.value, aim)}`;
  return `${words.join('; ')}; ${known}`;
}

/** Where the witness lies, and what replays it. */
export interface HuntPlaces {
  readonly state: string;
  /** Runs `lastbit explain` on the witness; undefined without one. */
  readonly explain: string | undefined;
  /** Of the corpus entry, if it was kept. */
  readonly kept: readonly string[];
  /** The picture of the image, if one was written. */
  readonly png?: string | undefined;
}

/** A hunt for reading: the answer in one sentence, then the witness and the evidence. */
export function huntLines(result: HuntResult, places: HuntPlaces): readonly string[] {
  const { witness, faults } = result;
  return [
    ...faults.flatMap((fault) => wrapped(`BUG: ${fault}.`, 0)),
    ...wrapped(huntAnswer(result), 0),
    '',
    ...subjectLines(result),
    ...(witness === undefined ? [] : witnessLines(result, witness)),
    field('limit', limitText(result)),
    ...places.kept.map((text) => field('kept', text)),
    ...(places.png === undefined ? [] : [field('picture', places.png)]),
    ...(places.explain === undefined ? [] : [field('explain', places.explain)]),
    field('state', `${places.state} (--resume continues from it)`),
    '',
    ...methodLines(result),
    ...wrapped(endText(result), 0),
    ...(isDegenerate(result) ? wrapped(degenerateText, 0) : []),
  ];
}

/** The answer: the worst input that was reached, and what is shown of it if that is simpler. */
export function huntAnswer(result: HuntResult): string {
  const { subjects, witness, aim, limit, ratio, shrunk } = result;
  const names = subjects.map(({ id }) => id).join(' and ');
  if (witness === undefined)
    return `No input ${aim === 'difference' ? 'on which they differ' : 'with an error'} was found for ${names}.`;
  const reached = Math.max(shrunk?.from ?? 0, witness.score);
  const what = `${aim === 'difference' ? 'the results differ by' : 'its error is'} ${scoreText(reached, aim)}`;
  const share =
    limit === undefined
      ? 'no limit is known: this is the best found'
      : ratio === null
        ? `the ${limit.name} is that of what was revealed, and does not hold for this answer`
        : `${shareText(reached / limit.value)} of the ${limit.name}, which no allowed input exceeds`;
  const terms = counted(result.place.pixels.length, 'product');
  const first = `The worst input found for ${names}, a sum of ${terms}: ${what}, ${share}.`;
  if (witness.score >= reached) return first;
  return `${first} The input shown was simplified and keeps ${shareText(witness.score / reached)} of that.`;
}

const units: Readonly<Record<HuntAim, string>> = { error: '', bound: ' u·P', ulp: ' ulp', difference: ' u·P' };

/** A score with its unit. */
export function scoreText(score: number, aim: HuntAim): string {
  return `${formatNumber(score, 6)}${units[aim]}`;
}

/** 99.97 %: rounded down, so that 100 % is the limit itself. */
export function shareText(share: number): string {
  return `${(Math.floor(share * 1e5) / 1e3).toFixed(3)} %`;
}

function limitText({ limit, aim }: HuntResult): string {
  return limit === undefined ? 'none known: best found' : `${scoreText(limit.value, aim)}, the ${limit.name}`;
}

function subjectLines({ subjects, place, constraints }: HuntResult): readonly string[] {
  const { shape, operation, output, padded, pixels } = place;
  const where = positionOf(outputShape(shape, operation), output).slice(1).join(',');
  const terms = counted(pixels.length, 'term');
  const condition = constraints.condition === undefined ? [] : [`condition number at most ${constraints.condition}`];
  return [
    ...subjects.flatMap(({ id, version, by, words }) => [
      field('subject', `${id} ${version}`),
      field('', by === 'model' ? `revealed: ${words}` : `not explained (${words}): the engine computed all inputs`),
    ]),
    field('shape', shapeKey(shape)),
    field('output', `${output} (${where}), ${terms}${padded === 0 ? '' : `, ${padded} more on padding`}`),
    field(
      'allowed',
      [`image: ${sideText(constraints.image)}`, `kernel: ${sideText(constraints.kernel)}`, ...condition].join('; '),
    ),
  ];
}

/** What the numbers of an image or a kernel may be, in words. */
export function sideText(side: SideConstraint): string {
  if (side.kind === 'free') return 'any numbers';
  if (side.kind === 'given')
    return `given by ${side.source}${side.readAs === undefined ? '' : `, read as ${side.readAs}`}`;
  if (side.kind === 'range')
    return `${readableNumber(side.low, 'binary32')} to ${readableNumber(side.high, 'binary32')}`;
  return side.name === '8bit' ? '0, 1, … 255' : 'k/255, k = 0, 1, … 255';
}

function witnessLines({ place }: HuntResult, witness: Witness): readonly string[] {
  const { shape } = place;
  const { image, kernel } = witness.input;
  const { measures, exact, condition, confirmed, absoluteSum, score } = witness;
  const [first, second] = confirmed;
  const u = first.format === 'binary32' ? '2^-24' : '2^-53';
  return [
    ...numberLines('image', image, shape.width * shape.channelsIn),
    ...numberLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    ...confirmed.map((one) => field('computed', computedText(one))),
    field('exact', sentenceDecimal(decimalOf(exact))),
    ...(second === undefined
      ? []
      : [
          field(
            'apart',
            `${formatNumber(Math.abs(first.computed - second.computed), 6)} = ${formatNumber(score, 6)} u·P`,
          ),
        ]),
    field(
      'error',
      `${second === undefined ? '' : `of ${first.subject}: `}${exactText(Math.abs(measures.signedError))} = ` +
        `${formatNumber(measures.errorUlp, 6)} ulp of the exact value = ${formatNumber(measures.errorOverUP, 6)} u·P ` +
        `(u = ${u}, P = Σ|x·y| = ${formatNumber(absoluteSum, 6)})`,
    ),
    field('condition', condition === null ? 'infinite: the exact value is 0' : formatNumber(condition, 6)),
  ];
}

const computedText = ({ computed, format, subject, sameBits }: Confirmed): string => {
  const bits = bitsIn(computed, format);
  const compared = sameBits === null ? '' : sameBits ? ', the bits of the model' : ', NOT the bits of the model';
  return `${exactText(computed)} (${bits}) by ${subject} itself${compared}`;
};

/** Larger tensors are not shown. */
const mostShown = 64;

/** A tensor in decimal and in bits. */
function numberLines(name: string, numbers: Float32Array, columns: number): readonly string[] {
  const plain = tensorLines(name, numbers, columns);
  if (numbers.length > mostShown) return plain;
  const bits = Array.from(numbers, bits32);
  const lines: string[] = [];
  for (let from = 0; from < bits.length; from += columns)
    lines.push(field(from === 0 ? 'in bits' : '', bits.slice(from, from + columns).join(' ')));
  return [...plain, ...lines];
}

function methodLines({ progress, limit, aim }: HuntResult): readonly string[] {
  return tableLines(
    [
      { title: 'method', align: 'left', cell: ({ name }) => name },
      { title: 'rounds', align: 'right', cell: ({ rounds }) => formatCount(rounds) },
      { title: 'evaluations', align: 'right', cell: ({ evaluations }) => formatCount(evaluations) },
      { title: 'best', align: 'right', cell: ({ best }) => (best === null ? '–' : scoreText(best, aim)) },
      {
        title: 'of the limit',
        align: 'right',
        cell: ({ best }) => (best === null || limit === undefined ? '–' : shareText(best / limit.value)),
      },
    ],
    progress.methods,
    { indent: 2 },
  );
}

/** Whether the aim has no largest value, so that a large score tells little about the subject. */
const isDegenerate = ({ aim, constraints: { condition } }: HuntResult): boolean =>
  aim === 'ulp' && condition === undefined;

const degenerateText =
  'An error in ulp of the exact value grows without limit where the products cancel, for every subject that ' +
  'rounds at all. It measures the condition number of the input; --condition K limits that, and --aim bound ' +
  'divides by u·P.';

const ends: Readonly<Record<HuntResult['end'], string>> = {
  enough: 'The search ended at the limit',
  evaluations: 'All evaluations are spent',
  stopped: 'The search was stopped',
  searched: 'The methods have nothing more to try',
};

function endText({ end, progress, shrunk, seed }: HuntResult): string {
  const kept =
    shrunk === undefined
      ? ''
      : ` The best input was simplified in ${counted(shrunk.tried, 'try', 'tries')}, keeping 99.9 % of its score` +
        `${shrunk.minimal ? '' : '; more tries may simplify it further'}.`;
  return `${ends[end]}: ${counted(progress.evaluations, 'evaluation')}, seed ${seed}.${kept}`;
}
