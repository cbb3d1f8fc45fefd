/** A record as JSON: two spaces, one entry a line; undefined fields are left out. NaN and infinities do not occur in records. */
export function formatJson(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
