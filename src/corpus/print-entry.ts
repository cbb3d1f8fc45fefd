import type { ConvShape } from '../conv/shape.ts';
import type { CorpusEntry } from './entry.ts';

/**
 * The one way to write an entry: fixed order of fields, two spaces, bit patterns eight to a line, small records on one line, newline at the end.
 * Reading and printing a canonical file gives its bytes again; `lint` holds every committed file to that.
 */
export function printEntry(entry: CorpusEntry): string {
  const fields: [string, string | undefined][] = [
    ['schema', line(entry.schema)],
    ['id', line(entry.id)],
    ['claim', line(entry.claim)],
    ['role', line(entry.role)],
    ['expectation', line(entry.expectation)],
    ['subject', record(entry.subject, ['id', 'version'])],
    ['partner', entry.partner && record(entry.partner, ['id', 'version'])],
    ['shape', shapeRecord(entry.shape)],
    ['image', numbers(entry.image)],
    ['kernel', numbers(entry.kernel)],
    ['output', line(entry.output)],
    ['computed', record(entry.computed, ['format', 'bits', 'decimal'])],
    ['partnerComputed', entry.partnerComputed && record(entry.partnerComputed, ['format', 'bits', 'decimal'])],
    ['exact', record(entry.exact, ['decimal', 'bits'])],
    ['bound', record(entry.bound, ['bits', 'decimal'])],
    ['errorOverBound', line(entry.errorOverBound)],
    ['flags', list(entry.flags.map(line))],
    ['condition', list(entry.condition.map((comparison) => record(comparison, ['left', 'is', 'right'])))],
    ['found', record(entry.found, ['seed', 'family', 'shape', 'nonZeroTerms', 'errorOverBound'])],
    ['command', line(entry.command)],
    ['note', entry.note === undefined ? undefined : line(entry.note)],
  ];
  const present = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return `{\n${present.map(([name, value]) => `  ${line(name)}: ${value}`).join(',\n')}\n}\n`;
}

const line = (value: unknown): string => JSON.stringify(value);
const list = (items: readonly string[]): string => `[${items.join(', ')}]`;

function record<T extends object>(value: T, names: readonly (keyof T & string)[]): string {
  return `{ ${names.map((name) => `${line(name)}: ${line(value[name])}`).join(', ')} }`;
}

function shapeRecord(shape: ConvShape): string {
  const names = ['batch', 'height', 'width', 'channelsIn', 'channelsOut', 'kernelHeight', 'kernelWidth'] as const;
  return record(shape, [...names, 'stride', 'dilation', 'padding']);
}

function numbers(bits: readonly string[]): string {
  const rows: string[] = [];
  for (let start = 0; start < bits.length; start += 8)
    rows.push(
      bits
        .slice(start, start + 8)
        .map(line)
        .join(', '),
    );
  return rows.length <= 1 ? `[${rows.join('')}]` : `[\n    ${rows.join(',\n    ')}\n  ]`;
}
