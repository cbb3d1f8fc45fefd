import type { KnownDefects } from '../check/known-defects.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { DefectReport } from './campaign-records.ts';

/** What became of the recorded defects of subjects. `shows`: by the id of an entry, what its replay gave. */
export function defectReports(
  subjects: readonly PreparedSubject[],
  defects: KnownDefects,
  shows: ReadonlyMap<string, boolean>,
): readonly DefectReport[] {
  return subjects.flatMap(({ id, version }) =>
    defects.of(id).map((entry) => ({
      ...{ entry, hits: defects.hitsOf(entry), sameVersion: entry.subject.version === version },
      shows: shows.get(entry.id) ?? null,
    })),
  );
}
