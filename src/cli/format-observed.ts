import type { ObservedExplanation } from '../explain/explanation.ts';
import { subjectNames } from './format-subjects.ts';
import { wrapped } from './format-text.ts';

/** What each printed number can have been, in sentences, and who gives it here. */
export function observedLines(observed: readonly ObservedExplanation[]): readonly string[] {
  if (observed.length === 0) return [];
  return ['', 'Observed numbers', ...observed.flatMap(linesOf)];
}

function linesOf({ name, printed, statement, consistentWith }: ObservedExplanation): readonly string[] {
  return [
    `  ${printed}  ${name}`,
    ...wrapped(statement, 4),
    ...(consistentWith.length === 0 ? [] : wrapped(subjectNames(consistentWith), 6)),
  ];
}
