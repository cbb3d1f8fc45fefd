import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';
import { issueText } from '../corpus/issue-text.ts';
import { printable } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseJson } from '../files/parse-json.ts';

/** The largest value that is read, in bytes: as it is kept, and as text. */
const [mostKept, mostText] = [2 ** 26, 2 ** 28] as const;

/** A record as it is kept where it is large: JSON that gzip has compressed. */
export async function packed(data: unknown): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(data));
}

/** Reads such a record. Throws a UsageError, one line that begins with `where`, for everything else. */
export async function unpacked<T>(bytes: Buffer, schema: v.GenericSchema<unknown, T>, where: string): Promise<T> {
  if (bytes.length > mostKept) throw new UsageError(`${where}: ${bytes.length} bytes, more than any record of lastbit`);
  let text: string;
  try {
    text = (await promisify(gunzip)(bytes, { maxOutputLength: mostText })).toString('utf8');
  } catch {
    throw new UsageError(`${where}: not a record of lastbit, or a torn one`);
  }
  return parsed(text, schema, where);
}

/**
 * Reads a record that is kept as text. It is given as it is, with its members in their order: what is printed of it
 * must not depend on who read it. Throws as `unpacked` does.
 */
export function parsed<T>(text: string, schema: v.GenericSchema<unknown, T>, where: string): T {
  // No record has such a member, and schemas of any members let it pass.
  if (/__proto__|\\u005f/i.test(text)) throw new UsageError(`${where}: a member __proto__`);
  const value = parseJson(where, text);
  const result = v.safeParse(schema, value);
  if (result.success) return value as T;
  throw new UsageError(printable(`${where}: ${issueText(result.issues)}`.slice(0, 500)));
}
