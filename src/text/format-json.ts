import type { Explanation } from '../explain/explanation.ts';
import type { ExplanationJson } from '../schemas/explanation-schema.ts';

/** A record as JSON, two spaces a level. No record holds NaN or an infinity, which JSON has no numbers for: they are strings there. */
export function formatJson(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** A large record as JSON, a line for each member down to so many levels, and what is below on its line. */
export function linedJson(record: unknown, levels: number): string {
  return `${linesOf(record, levels)}\n`;
}

function linesOf(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((one) => linesOf(one, levels - 1)).join(',\n')}\n]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{\n${members.map(([key, member]) => `${JSON.stringify(key)}:${linesOf(member, levels - 1)}`).join(',\n')}\n}`;
}

/**
 * What `lastbit explain --json` prints: the explanation, and beside `outputs` once more what a script mostly wants of the one
 * output that is explained.
 */
export function explanationJson(explanation: Explanation): string {
  const { observed, reachable, recipes } = explanation.outputs[0]!;
  const record: ExplanationJson = { ...explanation, observed, reachable, recipes };
  return formatJson(record);
}
