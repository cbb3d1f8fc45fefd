import { line } from '../../../errors/printable.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { RunFacts } from '../../../fuzz/campaign-merge.ts';
import type { JobsReport } from '../../../fuzz/campaign-records.ts';
import { digestOf } from '../../../fuzz/join-records.ts';
import type { CampaignHead, RangeRecord } from '../../../fuzz/range-record.ts';
import type { RecordsEnd } from '../../../schemas/records-schema.ts';
import { counted } from '../../../text/numbers.ts';
import { RecordsFile } from '../../campaign/records-file.ts';
import { claimHashes } from '../../campaign/write-records.ts';
import type { Gathered } from './gathered-report.ts';

/**
 * The campaign whose shards are in these files. Throws a UsageError, one line, for a file that cannot be read or is
 * torn, for files of different campaigns, and for a range that is there twice; also while the records are read.
 */
export async function openShards(paths: readonly string[], claimFiles: readonly string[]): Promise<Gathered> {
  const files: RecordsFile[] = [];
  for (const path of paths) files.push(await RecordsFile.open(path));
  const [first, ...others] = files as [RecordsFile, ...RecordsFile[]];
  for (const other of others) refuseOther(first, other);
  const { settings, claimFiles: hashes } = first.head;
  if (claimHashes(claimFiles).join() !== hashes.join())
    throw new UsageError(
      hashes.length === 0
        ? '--claims: the campaign has no claims of your own; leave the option out'
        : `--claims: give the ${counted(hashes.length, 'file')} of claims that the shards ran with`,
    );
  const gaps = new Gaps();
  const heads = files.map((file) => file.head.head);
  return { settings, ...oneHead(heads), records: inOrder(files, gaps), facts: () => factsOf(files, gaps) };
}

/**
 * A recorded defect may show on some machines and not on others, such as those of a service for continuous integration.
 * It shows if it does on one of them.
 */
function oneHead(heads: readonly CampaignHead[]): Pick<Gathered, 'head' | 'notes'> {
  const [first] = heads as [CampaignHead];
  const notes: string[] = [];
  const defects = first.defects.map((report, place) => {
    const states = new Set(heads.map(({ defects: its }) => its[place]?.shows ?? null));
    if (states.size === 1) return report;
    const { claim, id, subject } = report.entry;
    notes.push(line`The known defect ${claim}/${id} of ${subject.id} shows on some of the machines only.`);
    return { ...report, shows: states.has(true) ? true : null };
  });
  return { head: { ...first, defects }, notes };
}

const withoutShows = (head: CampaignHead): CampaignHead => ({
  ...head,
  defects: head.defects.map((report) => ({ ...report, shows: null })),
});

/** What differs comes first that explains the rest. */
function refuseOther({ path, head: one }: RecordsFile, { path: itsPath, head: other }: RecordsFile): void {
  const refuse = (what: string): never => {
    throw new UsageError(`${shown(itsPath)}: not of the campaign of ${shown(path)}: ${what}`);
  };
  if (one.version !== other.version) refuse(`lastbit ${other.version}, not ${one.version}`);
  if (one.settings.seed !== other.settings.seed) refuse(`seed ${other.settings.seed}, not ${one.settings.seed}`);
  if (one.shard.n !== other.shard.n) refuse(`one of ${other.shard.n} shards, not of ${one.shard.n}`);
  for (const name of ['settings', 'claimFiles'] as const)
    if (digestOf(one[name]) !== digestOf(other[name])) refuse(`other options: ${textOf(other[name])}`);
  const [head, its] = [withoutShows(one.head), withoutShows(other.head)];
  if (digestOf(head) !== digestOf(its)) refuse(otherHead(head, its));
}

const textOf = (value: unknown): string => JSON.stringify(value).slice(0, 200);

function otherHead(one: CampaignHead, other: CampaignHead): string {
  for (const { subject, version } of other.rows) {
    const row = one.rows.find((its) => its.subject === subject);
    if (row === undefined) return `${subject} took part`;
    if (row.version !== version) return `${subject} is ${version}, not ${row.version}`;
  }
  const missing = one.rows.find(({ subject }) => !other.rows.some((row) => row.subject === subject));
  if (missing !== undefined) return `${missing.subject} took no part`;
  const names = Object.keys(one) as (keyof CampaignHead)[];
  const name = names.find((its) => digestOf(one[its]) !== digestOf(other[its])) ?? 'rows';
  return `its ${name} are others`;
}

/** Ranges that are missing are named up to so many. */
const mostNamed = 10;

/** The numbers of ranges that are in no file, as stretches: a file may name any number. */
class Gaps {
  private readonly stretches: (readonly [from: number, to: number])[] = [];

  /** `to` excluded. */
  add(from: number, to: number): void {
    if (from < to) this.stretches.push([from, to]);
  }

  /** The first ones of these shards of n. */
  firstOf(shards: ReadonlySet<number>, n: number): readonly number[] {
    const first: number[] = [];
    for (const [from, to] of this.stretches)
      for (let number = from; number < Math.min(to, from + mostNamed * n) && first.length < mostNamed; number++)
        if (shards.has((number % n) + 1)) first.push(number);
    return first;
  }
}

/** The records of all files in the order of the ranges. `gaps` gets the numbers that are in no file. */
async function* inOrder(files: readonly RecordsFile[], gaps: Gaps): AsyncGenerator<RangeRecord, void> {
  const fronts = await Promise.all(files.map(async (file) => ({ file, record: await file.next() })));
  let expected = 0;
  let before: RecordsFile | undefined;
  try {
    for (;;) {
      let front: (typeof fronts)[number] | undefined;
      for (const one of fronts)
        if (one.record !== undefined && one.record.number < (front?.record?.number ?? Number.POSITIVE_INFINITY))
          front = one;
      if (front?.record === undefined) {
        const ranges = Math.max(...files.map(({ end }) => end.ranges ?? 0));
        gaps.add(expected, ranges);
        return;
      }
      const { file, record } = front;
      if (record.number < expected) {
        const where =
          before === file ? `${shown(file.path)} twice` : `${shown(file.path)} and in ${shown(before?.path ?? '')}`;
        throw new UsageError(`range ${record.number} is in ${where}; give each shard once`);
      }
      gaps.add(expected, record.number);
      yield record;
      expected = record.number + 1;
      before = file;
      front.record = await file.next();
    }
  } finally {
    for (const file of files) await file.close();
  }
}

/** What the campaign says of itself, when all files are read. */
function factsOf(files: readonly RecordsFile[], gaps: Gaps): RunFacts {
  const ends = files.map(({ end }) => end);
  const all = (of: (end: RecordsEnd) => number): number => ends.reduce((sum, end) => sum + of(end), 0);
  const peaks = ends.flatMap(({ jobs }) => jobs.peakBytes ?? []);
  const missing = missingParts(files, gaps);
  const jobs: JobsReport = {
    ...{
      workers: all((end) => end.jobs.workers),
      ranges: all((end) => end.records),
      again: all((end) => end.jobs.again),
    },
    lost: ends.flatMap((end) => end.jobs.lost).sort((one, other) => one.range - other.range),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
    ...(missing.length === 0 ? {} : { missing }),
  };
  const stops = ends.map(({ stoppedBy }) => stoppedBy);
  return {
    // A shard that was interrupted is a part that is missing: nobody interrupted the merge.
    stoppedBy: stops.every((one) => one === 'cases') ? 'cases' : 'seconds',
    // They ran side by side.
    elapsedMs: Math.max(...ends.map(({ elapsedMs }) => elapsedMs)),
    engines: ends.flatMap(({ engines }) => engines),
    jobs,
  };
}

/** A line for each part of the campaign that is not in the files. */
function missingParts(files: readonly RecordsFile[], gaps: Gaps): readonly string[] {
  const { n } = files[0]!.head.shard;
  const given = new Map(files.map(({ head, end }) => [head.shard.k, end]));
  const name = (k: number): string => (n === 1 ? 'the campaign' : `shard ${k} of ${n}`);
  const shards = Array.from({ length: n }, (_, place) => place + 1).flatMap((k) => {
    const end = given.get(k);
    if (end === undefined) return [`${name(k)} is missing`];
    return end.stoppedBy === 'signal' ? [`${name(k)} was interrupted`] : [];
  });
  // Of shards that ended with their cases nothing may be missing.
  const ended = [...given].flatMap(([k, { stoppedBy }]) => (stoppedBy === 'cases' ? [k] : []));
  return [...shards, ...gaps.firstOf(new Set(ended), n).map((number) => `range ${number} is missing`)];
}
