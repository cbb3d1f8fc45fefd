import type { Explanation } from '../explain/explanation.ts';

/**
 * What `lastbit explain --json` prints: the explanation, and beside `outputs` once more what a script mostly wants of the one
 * output that is explained. No record holds NaN or an infinity, which JSON has no numbers for: they are strings there.
 */
export function explanationJson(explanation: Explanation): string {
  const { observed, reachable, recipes } = explanation.outputs[0]!;
  return `${JSON.stringify({ ...explanation, observed, reachable, recipes }, undefined, 2)}\n`;
}
