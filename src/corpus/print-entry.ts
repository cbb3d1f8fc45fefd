import type { ConvShape } from '../conv/shape.ts';
import { type AnyEntry, type CaseOutput, type ComputedNumber, isCaseEntry, type Provenance } from './entry.ts';
import type { WrittenNumbers } from './packed-numbers.ts';

/**
 * The canonical form of an entry: fixed order of fields, two spaces, eight bit patterns per line, small records on one
 * line, newline at the end. Reading and printing a canonical file gives the same bytes. `corpus lint` requires this
 * form.
 */
export function printEntry(entry: AnyEntry): string {
  const fields: readonly Field[] = [
    ...textFields(entry, ['schema', 'id', 'claim', 'role', 'expectation']),
    ['subject', record(entry.subject, ['id', 'version'])],
    ...(isCaseEntry(entry)
      ? caseFields(entry)
      : ([
          ['format', record(entry.format, ['precision', 'minExponent', 'maxExponent'])],
          ['numbers', numbers(entry.numbers)],
          ['trees', list(entry.trees.map(line))],
        ] satisfies Field[])),
    ...textFields(entry, ['errorOverBound']),
    ['flags', list(entry.flags.map(line))],
    ...(isCaseEntry(entry) ? findingFields(entry) : []),
    ...textFields(entry, ['command', 'note']),
  ];
  return object(fields, '  ');
}

type Field = readonly [name: string, value: string | undefined];
type CaseEntry = Extract<AnyEntry, CaseOutput>;

function caseFields(entry: CaseEntry): readonly Field[] {
  const { partner, partnerComputed, results, varied, variedComputed, exact, bound } = entry;
  return [
    ['partner', partner && record(partner, ['id', 'version'])],
    ...inputFields(entry),
    ['computed', computed(entry.computed)],
    ['partnerComputed', partnerComputed && computed(partnerComputed)],
    ['results', results && lines(results.map((result) => record(result, ['name', 'format', 'bits', 'decimal'])))],
    [
      'varied',
      varied &&
        object(
          [
            ...inputFields(varied),
            [
              'must',
              varied.must.kind === 'times' ? record(varied.must, ['kind', 'power']) : record(varied.must, ['kind']),
            ],
            ['change', line(varied.change)],
          ],
          '    ',
        ),
    ],
    ['variedComputed', variedComputed && computed(variedComputed)],
    ['exact', record(exact, ['decimal', 'bits'])],
    ['bound', bound === null ? 'null' : record(bound, ['bits', 'decimal'])],
  ];
}

function findingFields({ condition, batchContext, found }: CaseEntry): readonly Field[] {
  return [
    ['condition', list(condition.map((comparison) => record(comparison, ['left', 'is', 'right'])))],
    [
      'batchContext',
      batchContext &&
        object(
          [
            ['place', line(batchContext.place)],
            ['images', numbers(batchContext.images, '    ')],
            ['kernels', numbers(batchContext.kernels, '    ')],
          ],
          '    ',
        ),
    ],
    ['found', provenance(found)],
  ];
}

const provenanceNames = ['seed', 'distribution', 'shape', 'nonZeroTerms', 'errorOverBound'] as const;

function provenance(found: Provenance): string {
  const { input } = found;
  if (input === undefined) return record(found, provenanceNames);
  const kept = object(inputFields(input, '      '), '      ');
  return object([...textFields(found, provenanceNames), ['input', kept]], '    ');
}

function inputFields({ shape, image, kernel, output }: CaseOutput, indent = '  '): readonly Field[] {
  return [
    ['shape', shapeRecord(shape)],
    ['image', numbers(image, indent)],
    ['kernel', numbers(kernel, indent)],
    ['output', line(output)],
  ];
}

const line = (value: unknown): string => JSON.stringify(value);
const list = (items: readonly string[]): string => `[${items.join(', ')}]`;
const lines = (items: readonly string[]): string =>
  items.length <= 1 ? list(items) : `[\n    ${items.join(',\n    ')}\n  ]`;
const computed = (number: ComputedNumber): string => record(number, ['format', 'bits', 'decimal']);

function textFields<T extends object>(value: T, names: readonly (keyof T & string)[]): readonly Field[] {
  return names.map((name) => [name, value[name] === undefined ? undefined : line(value[name])]);
}

function record<T extends object>(value: T, names: readonly (keyof T & string)[]): string {
  return `{ ${names.map((name) => `${line(name)}: ${line(value[name])}`).join(', ')} }`;
}

/** One field per line. The outermost object ends in a newline. */
function object(fields: readonly Field[], indent: string): string {
  const present = fields.filter(([, value]) => value !== undefined);
  const end = indent.slice(2);
  const text = `{\n${present.map(([name, value]) => `${indent}${line(name)}: ${value}`).join(',\n')}\n${end}}`;
  return end === '' ? `${text}\n` : text;
}

function shapeRecord(shape: ConvShape): string {
  const names = ['batch', 'height', 'width', 'channelsIn', 'channelsOut', 'kernelHeight', 'kernelWidth'] as const;
  return record(shape, [...names, 'stride', 'dilation', 'padding']);
}

function numbers(bits: WrittenNumbers | readonly string[], indent = '  '): string {
  if (typeof bits === 'string') return line(bits);
  const rows: string[] = [];
  for (let start = 0; start < bits.length; start += 8)
    rows.push(
      bits
        .slice(start, start + 8)
        .map(line)
        .join(', '),
    );
  return rows.length <= 1 ? `[${rows.join('')}]` : `[\n${indent}  ${rows.join(`,\n${indent}  `)}\n${indent}]`;
}
