import { allClaims } from '../claims/all-claims.ts';
import type { ClaimStatus } from '../claims/claim-text.ts';
import { computeSum } from '../claims/sum-claim.ts';
import { shapeKey } from '../conv/shape-text.ts';
import {
  type AnyEntry,
  type ArithmeticEntry,
  type ComputedNumber,
  type CorpusEntry,
  caseOfEntry,
  isCaseEntry,
} from '../corpus/entry.ts';
import { unwrittenText } from '../corpus/store.ts';
import { isUserEngine, type UserEngine } from '../engines/user-engine.ts';
import { line } from '../errors/printable.ts';
import { quoted } from '../errors/quoted.ts';
import { fullDecimal } from '../explain/printed-decimal.ts';
import { fromBits64 } from '../float/bits.ts';
import { readableNumber, sentenceDecimal } from '../float/decimal.ts';
import { decimalOf, toBinary64 } from '../float/dyadic.ts';
import { fromBitsIn } from '../float/number-bits.ts';
import type { Finding } from '../fuzz/campaign-records.ts';
import { places } from '../places/places.ts';
import { arithmeticOf } from '../replay/replay-numbers.ts';
import { parseTree } from '../sums/tree-text.ts';
import { describeFormat } from './numbers.ts';

/**
 * A counterexample as a person reads it: claim, subject, the case as small tables, what is exact, what was computed,
 * the bound, and the command that replays it.
 */
export function counterexampleLines(
  entry: AnyEntry,
  path?: string | null,
  replay: string = entry.command,
): readonly string[] {
  return [
    line`${titleOf(entry)}  ${entry.claim} by ${entry.subject.id} version ${entry.subject.version}`,
    ...(isCaseEntry(entry) ? caseLines(entry) : arithmeticLines(entry)),
    ...(typeof path === 'string' ? [field('kept in', path)] : []),
    field('replay', replay),
  ];
}

/** The same without the case: what a live line says while the run goes on. */
export function counterexampleHead(entry: AnyEntry, path: string | null, replay: string): readonly string[] {
  const [title] = counterexampleLines(entry);
  return [title!, ...(path === null ? [] : [field('kept in', path)]), field('replay', replay)];
}

function caseLines(entry: CorpusEntry): readonly string[] {
  const { partner, shape, output, computed, partnerComputed, exact, bound, errorOverBound } = entry;
  const { results, varied, variedComputed, batchContext, found, note } = entry;
  const { image, kernel } = caseOfEntry(entry);
  // Of a number that is not finite there is no error, and so no bound.
  const ordinary = Number.isFinite(Number(exact.decimal));
  const computedLines =
    results === undefined
      ? [field('computed', isNoAnswer(entry) ? 'no answer' : computedText(computed))]
      : results.map((result) => field('computed', `${computedText(result)} by ${result.name}`));
  return [
    field('shape', `${shapeKey(shape)}, output ${output}`),
    ...tensorLines('image', image, shape.width * shape.channelsIn),
    ...tensorLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    ...computedLines,
    ...(partner === undefined
      ? []
      : [field('and', `${partner.id} ${partner.version}: ${computedText(partnerComputed)}`)]),
    ...(varied === undefined ? [] : [field('varied', `${varied.change}: ${computedText(variedComputed)}`)]),
    ...(batchContext === undefined ? [] : [field('batch', `fails only as case ${batchContext.place} of its batch`)]),
    field(ordinary ? 'exact' : 'must be', sentenceDecimal(exact.decimal)),
    ...(bound === null || !ordinary || isNoAnswer(entry)
      ? []
      : [
          field(
            'bound',
            `${exactText(fromBits64(bound.bits))}, error ÷ bound ${errorOverBound?.toPrecision(4) ?? '∞'}`,
          ),
        ]),
    field('seed', `${found.seed}, distribution ${found.distribution}, found on ${found.shape}`),
    ...(note === undefined ? [] : [field('note', note)]),
  ];
}

/** A line of an entry: its name, and what it says. */
export function field(name: string, text: string): string {
  return line`  ${name.padEnd(9)}  ${text}`;
}

/** The notation of numbers that are compared with an exact value. */
export const exactText = (x: number): string => sentenceDecimal(fullDecimal(x));

export function computedText(computed: ComputedNumber | undefined): string {
  if (computed === undefined) return '–';
  const { format, bits } = computed;
  return exactText(fromBitsIn(bits, format));
}

/** What each tree gives, and the two sides of the claim's inequality. */
function arithmeticLines({
  claim: id,
  numbers,
  trees,
  format,
  errorOverBound,
  note,
}: ArithmeticEntry): readonly string[] {
  const operands = numbers.map(fromBits64);
  const plain = (x: number): string => readableNumber(x, format.precision <= 24 ? 'binary32' : 'binary64');
  const arithmetic = arithmeticOf(format);
  const claim = allClaims.find((candidate) => candidate.id === id);
  const sum = trees.length === 0 ? undefined : computeSum(operands, trees.map(parseTree), arithmetic);
  const sides =
    claim?.kind === 'operation' && claim.failedHypothesis(operands, arithmetic) === undefined
      ? claim.inequality(operands, arithmetic)
      : claim?.kind === 'sum' && sum !== undefined
        ? claim.inequality(sum)
        : undefined;
  return [
    field('numbers', operands.map(plain).join('  ')),
    field('format', describeFormat(format)),
    ...(sum?.trees ?? []).map(({ result }, index) => field('computed', `${exactText(result)} by ${trees[index]}`)),
    ...(sum === undefined ? [] : [field('exact', sentenceDecimal(decimalOf(sum.exact)))]),
    ...(sides === undefined
      ? []
      : [field('error', exactText(toBinary64(sides.error))), field('bound', exactText(toBinary64(sides.bound)))]),
    ...(errorOverBound === null ? [] : [field('ratio', `error ÷ bound ${errorOverBound.toPrecision(4)}`)]),
    ...(note === undefined ? [] : [field('note', note)]),
  ];
}

/** Only a proven claim can be violated. */
const titles: Readonly<Record<ClaimStatus, string>> = {
  proven: 'VIOLATED',
  refuted: 'REFUTED',
  conjectured: 'COUNTEREXAMPLE TO A CONJECTURE',
  observed: 'DOES NOT HOLD',
};

/** Whether the subject gave no answer at all. */
const isNoAnswer = ({ flags }: AnyEntry): boolean => flags.includes('no-answer');

function titleOf(entry: AnyEntry): string {
  const { claim: id, role, expectation } = entry;
  if (isNoAnswer(entry)) return 'NO ANSWER';
  if (expectation === 'must-hold') return role === 'worst-case' ? 'WORST CASE KNOWN' : 'HOLDS';
  return titles[allClaims.find((claim) => claim.id === id)?.status ?? 'proven'];
}

/** A new counterexample; with the whole entry where its file could not be written. */
export function findingText({ entry, minimal, path, notWritten }: Finding, place: ReplayPlace): string {
  const cut = minimal ? [] : [field('minimal', 'no, the search for a simpler case was cut')];
  const lines = [...counterexampleLines(entry, path, replayCommand(entry, place)), ...cut].join('\n');
  return notWritten === null ? lines : `${lines}\n${unwrittenText(place.corpus, entry, notWritten)}`;
}

/** The corpus folder, and the commands of the user's own engines by name. */
export interface ReplayPlace {
  readonly corpus: string;
  readonly engines: Readonly<Record<UserEngine['name'], UserEngine['command']>>;
  /** The files of the user's own claims. */
  readonly claims?: readonly string[];
}

/**
 * The POSIX shell command that replays an entry: it names the corpus where it is not the usual one, and the user's
 * engines. For the program of an engine that is not in `engines` it has COMMAND.
 */
export function replayCommand(
  { command, claim, subject, partner }: ReplayableEntry,
  { corpus, engines, claims = [] }: ReplayPlace,
): string {
  const names = new Set([subject, partner].flatMap((one) => one?.id.split('/')[0] ?? []).filter(isUserEngine));
  return [
    command,
    ...(corpus === places.corpus ? [] : ['--corpus', quoted(corpus)]),
    ...(allClaims.some(({ id }) => id === claim) ? [] : claims.flatMap((file) => ['--claims', quoted(file)])),
    ...engineOptions([...names], engines),
  ].join(' ');
}

/** The options that give a command the user's engines of these names. */
export function engineOptions(names: readonly string[], engines: ReplayPlace['engines']): readonly string[] {
  return names.flatMap((name) => {
    const words = Object.hasOwn(engines, name) ? engines[name] : undefined;
    const placeholder = /^[\w.-]+$/.test(name) ? `'${name}=COMMAND'` : quoted(`${name}=COMMAND`);
    return ['--engine', words === undefined ? placeholder : quoted(`${name}=${words}`)];
  });
}

type ReplayableEntry = Pick<AnyEntry, 'command' | 'subject'> &
  Partial<Pick<AnyEntry, 'claim'>> & { readonly partner?: AnyEntry['subject'] };

/** Larger images and kernels are not shown. */
const mostShown = 64;

/** An image or a kernel, a line for each row of `columns` numbers. */
export function tensorLines(name: string, numbers: Float32Array, columns: number): readonly string[] {
  const title = `  ${name.padEnd(9)}`;
  if (numbers.length > mostShown) return [`${title}  ${numbers.length} numbers, too many to show`];
  const plain = Array.from(numbers, (value) => readableNumber(value, 'binary32'));
  const width = Math.max(...plain.map(({ length }) => length));
  const texts = plain.map((text) => text.padStart(width));
  const lines: string[] = [];
  for (let from = 0; from < texts.length; from += columns) {
    lines.push(`${from === 0 ? title : ' '.repeat(11)}  ${texts.slice(from, from + columns).join('  ')}`);
  }
  return lines;
}
