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
import { type Bits32, type Bits64, fromBits32, fromBits64 } from '../float/bits.ts';
import { readableDecimal, readableNumber } from '../float/decimal.ts';
import { decimalOf, toBinary64 } from '../float/dyadic.ts';
import { arithmeticOf } from '../replay/replay-arithmetic.ts';
import { parseTree } from '../sums/tree-text.ts';
import { describeFormat } from './describe-format.ts';
import { tensorLines } from './tensor-lines.ts';

/**
 * A counterexample for a person: claim, subject and version, the case as small tables, exact, computed, bound, and how to replay it: the
 * entry's own command, or one that names another corpus or engine than the command takes by itself.
 */
export function counterexampleLines(entry: AnyEntry, path?: string, replay: string = entry.command): readonly string[] {
  return [
    `${titleOf(entry)}  ${entry.claim} by ${entry.subject.id} ${entry.subject.version}`,
    ...(isCaseEntry(entry) ? caseLines(entry) : arithmeticLines(entry)),
    ...(path === undefined ? [] : [`  kept in    ${path}`]),
    `  replay     ${replay}`,
  ];
}

function caseLines(entry: CorpusEntry): readonly string[] {
  const { partner, shape, output, computed, partnerComputed, exact, bound, errorOverBound } = entry;
  const { results, varied, variedComputed, batchContext, found, note } = entry;
  const { image, kernel } = caseOfEntry(entry);
  const other =
    partner === undefined ? [] : [`  and        ${partner.id} ${partner.version}: ${textOf(partnerComputed)}`];
  return [
    `  shape      ${shapeKey(shape)}, output ${output}`,
    ...tensorLines('image', image, shape.width * shape.channelsIn),
    ...tensorLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    ...(results === undefined
      ? [`  computed   ${textOf(computed)}`]
      : results.map((result) => `  computed   ${textOf(result)} by ${result.name}`)),
    ...other,
    ...(varied === undefined ? [] : [`  varied     ${varied.change}: ${textOf(variedComputed)}`]),
    ...(batchContext === undefined ? [] : [`  batchContext    shown as case ${batchContext.place} of its batch only`]),
    `  exact      ${readableDecimal(exact.decimal)}`,
    ...(bound === null
      ? []
      : [`  bound      ${bound.decimal}, error ÷ bound ${errorOverBound?.toPrecision(4) ?? 'infinite'}`]),
    `  seed       ${found.seed}, distribution ${found.distribution}, found on ${found.shape}`,
    ...(note === undefined ? [] : [`  note       ${note}`]),
  ];
}

function textOf(computed: ComputedNumber | undefined): string {
  if (computed === undefined) return '–';
  const { format, bits } = computed;
  return readableNumber(format === 'binary32' ? fromBits32(bits as Bits32) : fromBits64(bits as Bits64), format);
}

/** What each tree gives, and the two sides of the inequality, as the claim states it; it may multiply both, so as not to divide. */
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
    `  numbers    ${operands.map(plain).join('  ')}`,
    `  format     ${describeFormat(format)}`,
    ...(sum?.trees ?? []).map(({ result }, index) => `  computed   ${plain(result)} by ${trees[index]}`),
    ...(sum === undefined ? [] : [`  exact      ${readableDecimal(decimalOf(sum.exact))}`]),
    ...(sides === undefined
      ? []
      : [`  error      ${toBinary64(sides.error)}`, `  bound      ${toBinary64(sides.bound)}`]),
    ...(errorOverBound === null ? [] : [`  ratio      error ÷ bound ${errorOverBound.toPrecision(4)}`]),
    ...(note === undefined ? [] : [`  found      ${note}`]),
  ];
}

/** What no proof forbids is no violation: behaviour that an engine may have or not, a belief, a conjecture. */
const titles: Readonly<Record<ClaimStatus, string>> = {
  proven: 'VIOLATED',
  refuted: 'REFUTED',
  conjectured: 'NEWS: COUNTEREXAMPLE',
  observed: 'NOT ALWAYS',
};

function titleOf({ claim: id, role, expectation }: AnyEntry): string {
  if (expectation === 'must-hold') return role === 'worst-case' ? 'WORST CASE KNOWN' : 'HOLDS';
  return titles[allClaims.find((claim) => claim.id === id)?.status ?? 'proven'];
}
