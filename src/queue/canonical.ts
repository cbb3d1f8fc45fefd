import { createHash } from 'node:crypto';

/** JSON in which the members of every object are sorted, so that equal data give equal text. */
export function canonicalJson(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** The beginning of an id, which messages show and commands take in its place. */
export const shortId = (id: string): string => id.slice(0, 8);

/** The sha256, in hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
