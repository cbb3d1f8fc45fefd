import { shapeKey } from '../conv/shape-key.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { caseOfEntry } from '../corpus/entry-case.ts';

/** The most numbers of an image or kernel that are shown as a table. */
const mostShown = 64;

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

/** One line a row of the tensor. */
function tensorLines(name: string, numbers: Float32Array, columns: number): readonly string[] {
  const title = `  ${name.padEnd(9)}`;
  if (numbers.length > mostShown) return [`${title}  ${numbers.length} numbers, in the entry`];
  const plain = Array.from(numbers, (value) => (Object.is(value, -0) ? '-0' : String(value)));
  const width = Math.max(...plain.map(({ length }) => length));
  const texts = plain.map((text) => text.padStart(width));
  const lines: string[] = [];
  for (let from = 0; from < texts.length; from += columns) {
    lines.push(`${from === 0 ? title : ' '.repeat(11)}  ${texts.slice(from, from + columns).join('  ')}`);
  }
  return lines;
}
