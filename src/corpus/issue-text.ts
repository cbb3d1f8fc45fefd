import * as v from 'valibot';

/**
 * What a schema says first of data that are wrong: the place in them, and why, in one line. `whole` names the data
 * where the place is all of them.
 */
export function issueText([issue]: readonly [v.BaseIssue<unknown>, ...unknown[]], whole = 'the whole'): string {
  return `${v.getDotPath(issue) ?? whole}: ${issue.message.replace(/\s+/g, ' ')}`;
}
