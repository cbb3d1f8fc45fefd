import { shapeKey } from '../conv/shape-text.ts';
import { line } from '../errors/printable.ts';
import type { SavedReport } from '../fuzz/campaign-records.ts';
import { type ReplayPlace, replayCommand } from './counterexample.ts';

const titles: Readonly<Record<SavedReport['state'], string>> = {
  fixed: 'FIXED',
  holds: 'STILL FIXED',
  'still-fails': 'STILL FAILS',
  regression: 'REGRESSION',
  'not-replayed': 'NOT REPLAYED',
};

const meanings: Readonly<Record<SavedReport['state'], string>> = {
  fixed: 'it failed before and holds now; it must hold from now on',
  holds: 'it failed once and holds',
  'still-fails': 'it failed before',
  regression: 'it was fixed before and fails again',
  'not-replayed': 'it failed before; delete its file if it no longer matters',
};

/** What became of a kept failure, as in `FIXED  dot-any-order by mine/conv2d: …`, and how to see it again. */
export function savedLines({ entry, state, because, notWritten }: SavedReport, place: ReplayPlace): readonly string[] {
  const { claim, subject, id, shape } = entry;
  const why = because === null ? '' : ` (${because})`;
  const lost = notWritten === null ? '' : `; its entry could not be written: ${notWritten}`;
  const about = `${claim} by ${subject.id}: ${meanings[state]}${why}: ${shapeKey(shape)}, ${claim}/${id}.json${lost}`;
  const replay = state === 'fixed' || state === 'holds' ? [] : [line`  replay: ${replayCommand(entry, place)}`];
  return [line`${titles[state]}  ${about}`, ...replay];
}
