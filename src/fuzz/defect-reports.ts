import type { KnownDefects } from '../check/known-defects.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import { isByChance } from '../corpus/defect.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import type { DefectReport } from './campaign-records.ts';

/** The recorded defects of the subjects that take part, replayed when the campaign begins. */
export class DefectReplays {
  private readonly defects: KnownDefects;
  private readonly stillShows = new Map<string, boolean>();

  constructor(defects: KnownDefects) {
    this.defects = defects;
  }

  /** Gives those that still show. One that is gone explains nothing any more. */
  async replay(subjects: readonly PreparedSubject[], signal?: AbortSignal): Promise<readonly CorpusEntry[]> {
    const shown: CorpusEntry[] = [];
    for (const subject of subjects) {
      for (const entry of this.defects.of(subject.id)) {
        if (signal?.aborted === true) return shown;
        const { state } = await replayEntry(entry, subjects, allClaims);
        if (state === 'violated') {
          this.stillShows.set(entry.id, true);
          shown.push(entry);
        } else if (state === 'holds' && !isByChance(entry)) {
          this.stillShows.set(entry.id, false);
          this.defects.retire(entry);
        }
      }
    }
    return shown;
  }

  /** All of them, and whether the case of each still shows it. */
  reports(subjects: readonly PreparedSubject[]): readonly DefectReport[] {
    return subjects.flatMap(({ id, version }) =>
      this.defects.of(id).map((entry) => {
        const shows = this.stillShows.get(entry.id) ?? null;
        return { entry, hits: this.defects.hitsOf(entry), sameVersion: entry.subject.version === version, shows };
      }),
    );
  }
}
