import type { AnyEntry } from '../corpus/entry.ts';
import { keepEntry } from '../corpus/store.ts';
import type { CampaignOptions, Finding } from './campaign-records.ts';

/**
 * The finding of a counterexample, which is written at once. `isOver`: whether the run was over when the search for a
 * simpler one ended. If the disk is full, the finding still holds the counterexample, and why it was not written.
 */
export function keptFinding(
  entry: AnyEntry,
  minimal: boolean,
  isOver: boolean,
  { known, corpus }: CampaignOptions,
): Finding {
  const before = known?.find(({ id }) => id === entry.id);
  // An entry of a failure that was mended stays one that must hold.
  const written = before?.role === 'regression' ? before : entry;
  return {
    ...{ entry, minimal, keptBefore: before !== undefined, path: null, notWritten: null },
    ...(!minimal && isOver ? { cutByEnd: true } : {}),
    ...(corpus === undefined ? {} : keepEntry(corpus, written)),
  };
}
