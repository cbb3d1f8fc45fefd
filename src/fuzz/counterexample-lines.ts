import { allClaims } from '../claims/all-claims.ts';
import { computeSum } from '../claims/sum-claim.ts';
import { shapeKey } from '../conv/shape-key.ts';
import { type AnyEntry, type ArithmeticEntry, type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import { caseOfEntry } from '../corpus/entry-case.ts';
import { fromBits64 } from '../float/bits.ts';
import { decimalOf, toBinary64 } from '../float/dyadic.ts';
import { parseTree } from '../orders/parse-tree.ts';
import { describeFormat } from './describe-format.ts';
import { arithmeticOf } from './replay-arithmetic.ts';
import { tensorLines } from './tensor-lines.ts';

/** A counterexample for a person: claim, subject and version, the case as small tables, exact, computed, bound, and how to replay it. */
export function counterexampleLines(entry: AnyEntry, path?: string): readonly string[] {
  return [
    `${titleOf(entry)}  ${entry.claim} by ${entry.subject.id} ${entry.subject.version}`,
    ...(isCaseEntry(entry) ? caseLines(entry) : arithmeticLines(entry)),
    ...(path === undefined ? [] : [`  kept in    ${path}`]),
    `  replay     ${entry.command}`,
  ];
}

function caseLines(entry: CorpusEntry): readonly string[] {
  const { partner, shape, output, computed, partnerComputed, exact, bound, errorOverBound } = entry;
  const { results, varied, variedComputed, company, found } = entry;
  const { image, kernel } = caseOfEntry(entry);
  const other =
    partner === undefined ? [] : [`  and        ${partner.id} ${partner.version}: ${partnerComputed?.decimal}`];
  return [
    `  shape      ${shapeKey(shape)}, output ${output}`,
    ...tensorLines('image', image, shape.width * shape.channelsIn),
    ...tensorLines('kernel', kernel, shape.kernelWidth * shape.channelsIn * shape.channelsOut),
    ...(results === undefined
      ? [`  computed   ${computed.decimal}`]
      : results.map(({ name, decimal }) => `  computed   ${decimal} by ${name}`)),
    ...other,
    ...(varied === undefined ? [] : [`  varied     ${varied.change}: ${variedComputed?.decimal}`]),
    ...(company === undefined ? [] : [`  company    shown as case ${company.place} of its batch only`]),
    `  exact      ${exact.decimal}`,
    ...(bound === null
      ? []
      : [`  bound      ${bound.decimal}, error ÷ bound ${errorOverBound?.toPrecision(4) ?? 'infinite'}`]),
    `  seed       ${found.seed}, family ${found.family}, found on ${found.shape}`,
  ];
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
    `  numbers    ${operands.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join('  ')}`,
    `  format     ${describeFormat(format)}`,
    ...(sum?.trees ?? []).map(({ result }, index) => `  computed   ${result} by ${trees[index]}`),
    ...(sum === undefined ? [] : [`  exact      ${decimalOf(sum.exact)}`]),
    ...(sides === undefined
      ? []
      : [`  error      ${toBinary64(sides.error)}`, `  bound      ${toBinary64(sides.bound)}`]),
    ...(errorOverBound === null ? [] : [`  ratio      error ÷ bound ${errorOverBound.toPrecision(4)}`]),
    ...(note === undefined ? [] : [`  found      ${note}`]),
  ];
}

function titleOf({ role, expectation }: AnyEntry): string {
  if (expectation === 'must-hold') return role === 'record' ? 'RECORD' : 'HOLDS';
  return 'VIOLATED';
}
