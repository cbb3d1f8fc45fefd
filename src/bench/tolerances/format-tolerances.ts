import type { ToleranceRow, ToleranceTable } from './compare-tolerances.ts';

/** Titles and cells of the table, row by row, without layout. */
export interface ToleranceCells {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * For a mutant, a letter for each kind of input of which the rule rejects at least one case. A capital: the rule
 * rejects no plain sum on this kind of input. A small letter: it does, and so says nothing. Correct implementations
 * have the numbers of rejected cases.
 */
export function toleranceCells(table: ToleranceTable): ToleranceCells {
  const { kinds, rules, bugs, legitimate } = table;
  const plain = legitimate.filter((row) => row.plain === true);
  const wolf = rules.map((_, rule) => kinds.map((_kind, kind) => plain.some((row) => count(row, rule, kind) > 0)));
  const letters = (row: ToleranceRow, rule: number): string =>
    kinds
      .map(({ letter }, kind) =>
        count(row, rule, kind) === 0 ? '-' : wolf[rule]![kind] ? letter.toLowerCase() : letter,
      )
      .join('');
  const cell = (row: ToleranceRow, rule: number): string =>
    isWhole(table, rule) ? (count(row, rule, 0) > 0 ? 'yes' : '-') : letters(row, rule);
  const numbers = (row: ToleranceRow, rule: number): string =>
    isWhole(table, rule) ? String(count(row, rule, 0)) : kinds.map((_, kind) => count(row, rule, kind)).join('/');
  const kills = (wanted: RegExp): string[] =>
    rules.map((_, rule) => String(bugs.filter((row) => wanted.test(cell(row, rule))).length));
  const wrong = rules.map((_, rule) => plain.filter((row) => kinds.some((_k, kind) => count(row, rule, kind) > 0)));
  return {
    titles: ['implementation', ...rules.map(({ name }) => name)],
    rows: [
      ...bugs.map((row) => [row.name, ...rules.map((_, rule) => cell(row, rule))]),
      ...legitimate.map((row) => [row.name, ...rules.map((_, rule) => numbers(row, rule))]),
      [`bugs rejected, of ${bugs.length}`, ...kills(/[a-z]/i)],
      ['on inputs where all plain sums pass', ...kills(/[A-Z]|yes/)],
      [`plain sums rejected, of ${plain.length}`, ...wrong.map((rows) => String(rows.length))],
    ],
  };
}

const count = (row: ToleranceRow, rule: number, kind: number): number => row.rejected[rule]![kind]!;
const isWhole = ({ rules }: ToleranceTable, rule: number): boolean => rules[rule]!.name === 'integers';

/** The table in Markdown. */
export function toleranceMarkdown(table: ToleranceTable): readonly string[] {
  const { titles, rows } = toleranceCells(table);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)];
}
