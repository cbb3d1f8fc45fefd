import type { ResultRow } from '../explain/explanation.ts';
import type { ObservedVerdict } from '../explain/observed-records.ts';
import { grouped, wrapped } from './layout.ts';
import { subjectNames } from './subject-names.ts';

/** What the result of a row is, the gravest first. A colon and the subjects follow. */
const words: Readonly<Record<ObservedVerdict, string>> = {
  'not-due': 'Wrong, no order gives it',
  'no-rounding': 'No rounding in any order',
  impossible: 'Impossible, since no addition rounds',
  'outside-reach': 'Within the bound, but outside of what the orders tried give',
  undecided: 'Undecided',
  possible: 'Given by some orders, which overflow',
  'within-reach': 'Between results of the orders tried',
  due: 'Due in every order',
  reached: 'Reached by an algorithm of lastbit',
};

/** The verdicts of the rows, a paragraph each. That an algorithm of lastbit gives its own result is not said. */
export function verdictLines(rows: readonly ResultRow[], width: number | undefined): readonly string[] {
  const told = rows.filter(({ verdict, subject }) => verdict !== 'reached' || !subject.startsWith('lastbit/'));
  const groups = grouped(told, ({ verdict }) => verdict);
  const lines = (Object.keys(words) as ObservedVerdict[]).flatMap((verdict) => {
    const subjects = (groups.get(verdict) ?? []).map(({ subject }) => subject);
    return subjects.length === 0 ? [] : wrapped(`${words[verdict]}: ${subjectNames(subjects)}.`, 2, width);
  });
  return lines.length === 0 ? [] : ['', ...lines];
}
