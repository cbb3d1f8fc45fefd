import type { Explanation } from '../explain/explanation.ts';

/** A record as JSON, two spaces a level. No record holds NaN or an infinity, which JSON has no numbers for: they are strings there. */
export function formatJson(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/**
 * What `lastbit explain --json` prints: the explanation, and beside `outputs` once more what a script mostly wants of the one
 * output that is explained.
 */
export function explanationJson(explanation: Explanation): string {
  const { observed, reachable, recipes } = explanation.outputs[0]!;
  return formatJson({ ...explanation, observed, reachable, recipes });
}
