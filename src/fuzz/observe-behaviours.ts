import type { MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { ObservedBehaviour, ObservedBehaviours, RecordedCounterexample } from '../corpus/observed-behaviours.ts';
import type { CampaignRow } from './campaign-records.ts';

/** Larger counterexamples are left out: they were not minimised, and seed and claim give them again. */
const mostNumbers = 48;

/** What a campaign over metamorphic claims observed, as it is recorded. Rows of missing subjects are left out. */
export function observedBehaviours(rows: readonly CampaignRow[]): readonly ObservedBehaviour[] {
  return rows.filter(({ differences }) => differences !== undefined).map(observed);
}

function observed({
  claim,
  subject,
  version,
  outputs,
  discarded,
  differences = {},
  difference,
}: CampaignRow): ObservedBehaviour {
  const judged = outputs - Object.values(discarded).reduce((sum, count) => sum + count, 0);
  const differs = Object.keys(differences).length > 0;
  return {
    ...{ claim, subject, version, judged, differences },
    observed: differs ? 'differs' : judged > 0 ? 'holds' : 'unseen',
    ...(difference === undefined ? {} : { gravest: difference.kind }),
    ...(difference === undefined || numbersIn(difference) > mostNumbers ? {} : { counterexample: kept(difference) }),
  };
}

const numbersIn = ({ image, kernel }: MetamorphicCounterexample): number => image.length + kernel.length;

function kept({
  shape,
  image,
  kernel,
  draws,
  change,
  values,
  must,
}: MetamorphicCounterexample): RecordedCounterexample {
  return { shape, image, kernel, draws, change, values, must };
}

/** Differences in rounding, in overflow and in the sign of a zero all show the same: another order of summation. */
function gradeOf(gravest: string): string {
  return ['rounding', 'overflow', 'zero-sign'].includes(gravest) ? 'another order' : gravest;
}

/**
 * What differs from the record, one line each, with the versions. A relation that held and is now broken is news. So
 * is one that was broken and now holds, unless fewer outputs were judged than before.
 */
export function behaviourNews(recorded: ObservedBehaviours, now: readonly ObservedBehaviour[]): readonly string[] {
  return now.flatMap((row) => {
    const before = recorded.rows.find(({ claim, subject }) => claim === row.claim && subject === row.subject);
    if (before === undefined) return [`${row.subject} was not observed before: ${row.claim} ${row.observed}`];
    const grades = [before, row].map(({ observed, gravest }) => (gravest === undefined ? observed : gradeOf(gravest)));
    // A recorded defect is reported through its entry. Whether random cases showed it is chance.
    if (grades.includes('known-defect')) return [];
    if (grades[0] === grades[1] || row.observed === 'unseen' || before.observed === 'unseen') return [];
    if (row.observed === 'holds' && row.judged < before.judged) return [];
    const versions =
      before.version === row.version ? `at ${row.version} as before` : `${row.version} now, ${before.version} before`;
    return [`${row.claim}: ${row.subject} (${versions}): ${grades[1]} now, ${grades[0]} before`];
  });
}
