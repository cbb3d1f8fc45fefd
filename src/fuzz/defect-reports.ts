import type { KnownDefects } from '../check/known-defects.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { DefectReport } from './campaign-records.ts';

/** The recorded defects of the subjects that took part, and by id whether the case of each still shows it. */
export function defectReports(
  subjects: readonly PreparedSubject[],
  defects: KnownDefects,
  stillShows: ReadonlyMap<string, boolean>,
): readonly DefectReport[] {
  return subjects.flatMap(({ id, version }) =>
    defects.of(id).map((entry) => {
      const shows = stillShows.get(entry.id) ?? null;
      return { entry, hits: defects.hitsOf(entry), sameVersion: entry.subject.version === version, shows };
    }),
  );
}
