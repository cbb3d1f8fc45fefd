import * as v from 'valibot';
import type { AnyEntry } from './entry.ts';
import { entrySchemas } from './entry-schema.ts';

/**
 * The canonical form of an entry: the fields in the order of the schema, two spaces, eight bit patterns per line, small
 * records on one line, results and wrong outputs on a line each, newline at the end. Reading and printing a canonical
 * file gives the same bytes. `corpus lint` requires this form. An entry that the schema refuses is printed as it is, so
 * that nothing is lost.
 */
export function printEntry(entry: AnyEntry): string {
  // Parsing gives the fields in the order of the schema.
  const parsed = v.safeParse(entrySchemas[entry.schema], entry);
  return `${print(parsed.success ? parsed.output : entry, '', false)}\n`;
}

function print(value: unknown, indent: string, onOneLine: boolean): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => print(item, inner, true));
    const isList = ['name', 'computed'].some((name) => name in Object(value[0]));
    const rows = isBits(value[0]) ? inEights(items) : isList ? items : [items.join(', ')];
    return rows.length <= 1 ? `[${rows.join('')}]` : `[\n${inner}${rows.join(`,\n${inner}`)}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value);
  if (onOneLine || !isLong(value)) {
    return `{ ${fields.map(([name, item]) => `${JSON.stringify(name)}: ${JSON.stringify(item)}`).join(', ')} }`;
  }
  const lines = fields.map(([name, item]) => `${inner}${JSON.stringify(name)}: ${print(item, inner, false)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** A record with the numbers of a case, or of an arithmetic entry, has a line for each field. */
function isLong(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return ['schema', 'image', 'images'].some((name) => name in value) || Object.values(value).some(isLong);
}

const isBits = (value: unknown): boolean => typeof value === 'string' && /^([0-9a-f]{8}){1,2}$/.test(value);

function inEights(items: readonly string[]): readonly string[] {
  return Array.from({ length: Math.ceil(items.length / 8) }, (_, row) => items.slice(8 * row, 8 * row + 8).join(', '));
}
