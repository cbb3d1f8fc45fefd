import type { ObservedExplanation } from '../explain/explanation.ts';
import { subjectNames } from './format-subjects.ts';
import { wrapped } from './format-text.ts';

/** What each printed number can have been, in sentences, and who gives it here; what was printed twice is explained once. */
export function observedLines(observed: readonly ObservedExplanation[]): readonly string[] {
  if (observed.length === 0) return [];
  const groups = new Map<string, ObservedExplanation[]>();
  for (const one of observed) groups.set(one.printed, [...(groups.get(one.printed) ?? []), one]);
  return ['', 'Observed numbers', ...[...groups.values()].flatMap(linesOf)];
}

function linesOf(group: readonly ObservedExplanation[]): readonly string[] {
  const { printed, statement, consistentWith } = group[0]!;
  return [
    ...wrapped(`${printed}  ${group.map(({ name }) => name).join('; ')}`, 2),
    ...wrapped(statement, 4),
    ...(consistentWith.length === 0 ? [] : wrapped(subjectNames(consistentWith), 6)),
  ];
}
