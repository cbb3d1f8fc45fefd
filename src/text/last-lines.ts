import { isUserEngine } from '../engines/user-engine.ts';
import { printable } from '../errors/printable.ts';
import type { CampaignResult, CampaignRow, Unexpected } from '../fuzz/campaign-records.ts';
import { isJudged } from '../fuzz/run-verdict.ts';
import { counted } from './numbers.ts';

/** More subjects of the user's engines than this share a line. */
const mostLines = 8;

/**
 * The lines that decide, the last ones of a run: one for each subject of the user's own engines, before them one for
 * all other subjects together.
 */
export function lastLines(result: CampaignResult): readonly string[] {
  const subjects = [...new Set(result.rows.map(({ subject }) => subject))];
  const own = subjects.filter(isUsers);
  const single = own.length > mostLines ? [] : own;
  const together = subjects.filter((subject) => !single.includes(subject));
  const isMissing = (subject: string): boolean =>
    result.rows.every((row) => row.subject !== subject || row.verdict === 'missing');
  const present = together.filter((subject) => !isMissing(subject));
  const words = single.length === 0 ? 'all' : 'the other';
  const name = present.length === 1 ? present[0]! : `${words} ${present.length} subjects`;
  return [
    ...(present.length === 0 ? [] : [verdictLine(name, present, result)]),
    ...single.map((subject) => verdictLine(subject, [subject], result)).toSorted((a, b) => graveness(a) - graveness(b)),
    ...lostLine(result),
  ].map(printable);
}

/** The lines of the user's own subjects, the gravest first: what is read at the top of a run. */
export function firstLines(result: CampaignResult): readonly string[] {
  return lastLines(result)
    .filter((text) => isUsers(text))
    .toReversed();
}

/** What no subject is to blame for, but makes every line above less than it seems. */
function lostLine({ verdict, jobs }: CampaignResult): readonly string[] {
  const lost = verdict.unexpected.filter(({ kind }) => kind === 'lost').length;
  const given = jobs.queued?.quarantined.length ?? 0;
  const missing = [
    ...(jobs.missing ?? []),
    ...(given === 0 ? [] : [`${counted(given, 'job')} quarantined, see above`]),
  ];
  return [
    ...(lost === 0 ? [] : [`INCOMPLETE (${lost} of ${counted(jobs.ranges, 'range')} lost, see above)`]),
    ...(missing.length === 0 ? [] : [`INCOMPLETE (${missing.join('; ')})`]),
  ];
}

/** Whether an id is that of a subject of a user's engine; comparisons of our own algorithms have other names. */
const isUsers = (subject: string): boolean => /^[\w.-]+\//.test(subject) && isUserEngine(subject.split('/')[0]!);

/** What must be read stands last. */
const graveness = (line: string): number =>
  ['MISSING', 'NOT JUDGED', 'no viol', 'NOT REPLAYED', 'UNRELIABLE', 'FAILED', 'WRONG'].findIndex((word) =>
    line.includes(`: ${word}`),
  );

function verdictLine(name: string, subjects: readonly string[], result: CampaignResult): string {
  const rows = result.rows.filter(({ subject }) => subjects.includes(subject));
  const alarms = rows.filter(({ alarm, verdict }) => alarm && verdict === 'violated');
  if (alarms.length > 0) return `${name}: WRONG (${wrongText(alarms, subjects, result)})`;
  const besides = unexpectedBesides(subjects, result);
  if (besides !== undefined) return `${name}: ${besides}`;
  const failed = rows.filter(({ verdict }) => verdict === 'failed');
  if (failed.length > 0) return `${name}: FAILED (${failed[0]!.because ?? 'it gave no answer'})`;
  const missing = rows.find(({ verdict }) => verdict === 'missing');
  if (rows.every(({ verdict }) => verdict === 'missing'))
    return `${name}: MISSING (${missing?.because ?? 'it is not here'})`;
  const judged = rows.filter(isJudged);
  if (judged.length === 0) {
    const because = rows.find((row) => row.because !== undefined)?.because;
    return `${name}: NOT JUDGED (${because ?? 'no output met the hypotheses of a claim'})`;
  }
  return `${name}: ${rightText(judged, subjects, result)}`;
}

/** What fails the run although no row is violated: kept failures, and an engine that is restarted all the time. */
function unexpectedBesides(subjects: readonly string[], { verdict }: CampaignResult): string | undefined {
  const count = (...kinds: readonly Unexpected['kind'][]): number =>
    verdict.unexpected.filter((one) => kinds.includes(one.kind) && 'subject' in one && subjects.includes(one.subject))
      .length;
  const failing = count('still-fails', 'regression');
  if (failing > 0) return `WRONG (${counted(failing, 'kept failure')} above still fail${failing === 1 ? 's' : ''})`;
  const unknown = count('not-replayed');
  if (unknown > 0) return `NOT REPLAYED (${counted(unknown, 'kept failure')} above without a verdict)`;
  const engines = new Set(subjects.map((subject) => subject.split('/')[0]));
  const isUnreliable = verdict.unexpected.some(
    (one) => one.kind === 'unreliable' && engines.has(one.engine.split('@')[0]),
  );
  return isUnreliable ? 'UNRELIABLE (restarted too often, see above)' : undefined;
}

function wrongText(
  alarms: readonly CampaignRow[],
  subjects: readonly string[],
  { claims, faults, findings }: CampaignResult,
): string {
  const violated = [...new Set(alarms.map(({ claim }) => claim))];
  const isProven = violated.every((id) => claims.some((claim) => claim.id === id && claim.status === 'proven'));
  const wrong = [...new Set(alarms.map(({ subject }) => subject))];
  const own = faults.filter(({ subject }) => subjects.includes(subject)).length;
  const isShown = findings.some(({ entry }) => wrong.includes(entry.subject.id));
  return [
    `${counted(violated.length, isProven ? 'proven claim' : 'claim')} violated`,
    ...(own === 0 ? [] : [`${counted(own, 'fault')}`]),
    ...(subjects.length > 1 ? [`by ${wrong.slice(0, 3).join(', ')}${wrong.length > 3 ? ', …' : ''}`] : []),
    ...(isShown ? [`smallest case${own > 1 ? 's' : ''} above`] : []),
  ]
    .join('; ')
    .replace('; by', ' by');
}

function rightText(
  judged: readonly CampaignRow[],
  subjects: readonly string[],
  { claims, coverage, defects }: CampaignResult,
): string {
  const proven = judged.filter(({ claim }) => claims.some(({ id, status }) => id === claim && status === 'proven'));
  const known = defects.filter(
    ({ entry, hits, shows }) => subjects.includes(entry.subject.id) && (hits > 0 || shows === true),
  ).length;
  const cases = Math.max(...judged.map((row) => row.cases));
  const shapes = Math.max(0, ...subjects.map((subject) => coverage.subjects[subject] ?? 0));
  const declined = Math.max(...judged.map((row) => row.declined));
  const orders = [...new Set(judged.flatMap(({ order }) => order ?? []))];
  const transforms = judged.filter(({ transform }) => transform !== undefined);
  const best = proven.reduce<CampaignRow | undefined>(
    (one, row) => (row.attained > (one?.attained ?? 0) ? row : one),
    undefined,
  );
  const number = new Set(proven.map(({ claim }) => claim)).size;
  const what = number === 0 ? 'nothing unexpected' : `no violation of ${counted(number, 'proven claim')}`;
  return [
    `${known === 0 ? what : `${what} beyond ${counted(known, 'known defect')}`} on ${counted(cases, 'case')}` +
      (shapes === 0 ? '' : `, ${counted(shapes, 'shape')}`) +
      (declined === 0 || subjects.length > 1 ? '' : ` (${counted(declined, 'case')} declined)`),
    ...(subjects.length === 1 && orders.length > 0 ? [`order: ${orders[0]!.replaceAll('; ', ', ')}`] : []),
    ...(transforms.length === 0 ? [] : [transformText(transforms)]),
    ...(best === undefined ? [] : [`largest error ${best.attained.toFixed(2)} of its bound (${best.claim})`]),
  ].join('; ');
}

/** What was held to another bound than the claims say. */
function transformText(rows: readonly CampaignRow[]): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const [{ transform }] = rows as readonly [CampaignRow];
  const by = subjects.length === 1 ? transform : `as by ${subjects[0]}, ${transform}`;
  return `where a transform computes (${by}), only its normwise bound is checked`;
}

/**
 * What the user's own engines do that no proven claim asks for: relations that were observed to hold or not to hold.
 * None of them is a defect by itself.
 */
export function propertyLines({ rows, claims }: CampaignResult): readonly string[] {
  const observed = new Set(claims.filter(({ status }) => status === 'observed').map(({ id }) => id));
  const own = rows.filter((row) => observed.has(row.claim) && !row.alarm && isJudged(row) && isUsers(row.subject));
  return [...new Set(own.map(({ subject }) => subject))].map((subject) => {
    const of = (holds: boolean): string =>
      own
        .filter((row) => row.subject === subject && (row.verdict === 'holds') === holds)
        .map((row) => `${row.claim}${kindText(row)}`)
        .join(', ');
    const parts = [of(true), of(false)].map((text, index) =>
      text === '' ? [] : [`${index === 0 ? 'holds' : 'does not hold'}: ${text}`],
    );
    return printable(`Properties of ${subject}, not promised by a theorem. ${parts.flat().join('; ')}.`);
  });
}

/** The gravest kind of difference, such as rounding. */
const kindText = ({ difference }: CampaignRow): string => (difference === undefined ? '' : ` (${difference.kind})`);
