/** A record as JSON, two spaces for each level. Records hold no NaN and no infinity: these are strings there. */
export function formatJson(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** A large record as JSON: each member of the upper `levels` begins a line, everything below stands on that line. */
export function linedJson(record: unknown, levels: number): string {
  return `${linesOf(record, levels)}\n`;
}

function linesOf(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((one) => linesOf(one, levels - 1)).join(',\n')}\n]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{\n${members.map(([key, member]) => `${JSON.stringify(key)}:${linesOf(member, levels - 1)}`).join(',\n')}\n}`;
}
