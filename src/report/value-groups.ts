import type { ResultRow } from '../explain/explanation.ts';

/** Subjects that gave the same number; `letter` names the group in the table and on the chart. */
export interface ValueGroup {
  readonly letter: string;
  readonly shortest: string;
  /** All digits: what makes two results the same, across formats. */
  readonly decimal: string;
  readonly subjects: readonly string[];
}

/**
 * Groups the results by value, not by bits: a binary64 result that is a binary32 number stands with it. Ascending; what is no
 * number comes last. Letters run A … Z, AA, AB ….
 */
export function valueGroups(results: readonly ResultRow[]): ValueGroup[] {
  const groups = new Map<string, ResultRow[]>();
  for (const result of results) {
    if (result.decimal === null) continue;
    const known = groups.get(result.decimal);
    if (known === undefined) groups.set(result.decimal, [result]);
    else known.push(result);
  }
  return [...groups]
    .sort(([a], [b]) => compareDecimals(a, b))
    .map(([decimal, members], index) => ({
      letter: letterOf(index),
      shortest: shortestOf(members),
      decimal,
      subjects: members.map((member) => member.subject),
    }));
}

/** Different decimals that read as the same binary64 number do not occur: every result is one. */
function compareDecimals(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a - b;
}

function shortestOf(members: readonly ResultRow[]): string {
  const texts = members.map((member) => member.shortest ?? member.decimal ?? '');
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}

function letterOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letterOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}
