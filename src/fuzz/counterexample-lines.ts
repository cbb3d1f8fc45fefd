import { shapeKey } from '../conv/shape-key.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { caseOfEntry } from '../corpus/entry-case.ts';
import { tensorLines } from './tensor-lines.ts';

/** A counterexample for a person: claim, subject and version, the case as small tables, exact, computed, bound, and how to replay it. */
export function counterexampleLines(entry: CorpusEntry, path?: string): readonly string[] {
  const { claim, subject, partner, shape, output, computed, partnerComputed, exact, bound, errorOverBound } = entry;
  const { results, varied, variedComputed, company, found } = entry;
  const { image, kernel } = caseOfEntry(entry);
  const other =
    partner === undefined ? [] : [`  and        ${partner.id} ${partner.version}: ${partnerComputed?.decimal}`];
  return [
    `${titleOf(entry)}  ${claim} by ${subject.id} ${subject.version}`,
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
    ...(path === undefined ? [] : [`  kept in    ${path}`]),
    `  replay     ${entry.command}`,
  ];
}

function titleOf({ role, expectation }: CorpusEntry): string {
  if (expectation === 'must-hold') return role === 'record' ? 'RECORD' : 'HOLDS';
  return 'VIOLATED';
}
