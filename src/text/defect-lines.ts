import { line } from '../errors/printable.ts';
import { quoted } from '../errors/quoted.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { places } from '../places/places.ts';
import type { ReplayPlace } from './counterexample.ts';
import { counted } from './numbers.ts';

type Defects = CampaignResult['defects'];

/** A line for each defect that the run met or that is gone, and one for all others together. */
export function defectLines(defects: Defects, { corpus }: ReplayPlace): readonly string[] {
  const unmet = defects.filter(({ hits, shows }) => hits === 0 && shows !== false);
  if (unmet.length < 2) return defects.map(defectLine);
  const told = defects.filter((one) => !unmet.includes(one));
  const there = unmet.filter(({ shows }) => shows === true).length;
  const engines = [...new Set(unmet.map(({ entry }) => entry.subject.id.split('/')[0]!))];
  const counts = [
    ...(there === 0 ? [] : [`${there} still there`]),
    ...(there === unmet.length ? [] : [`${unmet.length - there} not seen`]),
  ];
  const where = corpus === places.corpus ? '' : ` --corpus ${quoted(corpus)}`;
  return [
    ...told.map(defectLine),
    line`KNOWN DEFECTS that no random case of this run met: ${counts.join(', ')} (${engines.join(', ')}); ` +
      line`\`npx lastbit corpus list --role defect${where}\` lists them`,
  ];
}

function defectLine({ entry, hits, sameVersion, shows }: CampaignResult['defects'][number]): string {
  const { subject, claim, id, note } = entry;
  const where = `${claim}/${id}`;
  if (shows === false) {
    const { id: name, version } = subject;
    return sameVersion
      ? line`NO LONGER SEEN: a known defect of ${name} ${version} does not show, at the same version (${where})`
      : line`FIXED: ${name} fails in version ${version} and passes in the version here (${where})`;
  }
  const unmet = shows === true ? ', still there (no random case of this run met it)' : ' (not seen in this run)';
  const met = hits > 0 ? ` (${counted(hits, 'hit')})` : unmet;
  const version = sameVersion ? '' : ', in another version than the one here';
  const text = note === undefined ? '' : `: ${note}`;
  return line`KNOWN DEFECT${met}${version}: ${subject.id} ${subject.version} (${where})${text}`;
}
