import * as v from 'valibot';
import { whole } from '../corpus/schema-parts.ts';
import type { CampaignResult, Shard } from '../fuzz/campaign-records.ts';
import type { CampaignHead, RangeRecord } from '../fuzz/range-record.ts';
import { engine, ms, string } from './campaign-schema.ts';
import { jobs } from './jobs-schema.ts';
import { headSchema as head, rangeSchema as range, rangesParts } from './range-schema.ts';

/** What decides the batches of a campaign and what is tried, as the options of `verify` have it. */
export interface RecordedSettings {
  readonly ids: readonly string[];
  readonly subjects: readonly string[];
  readonly aim: {
    readonly shape?: readonly string[];
    readonly stride?: string;
    readonly dilation?: string;
    readonly padding?: readonly string[];
    readonly terms?: string;
    readonly op?: string;
  };
  readonly seed: number;
  readonly cases?: number;
}

/** The first line of a file of records. */
export interface RecordsHead {
  readonly schema: 'lastbit-records-1';
  /** The version of lastbit. */
  readonly version: string;
  readonly settings: RecordedSettings;
  /** The sha256 of the files with the user's own claims, sorted. */
  readonly claimFiles: readonly string[];
  readonly shard: Shard;
  readonly head: CampaignHead;
}

/** The last line: a file without it is torn. */
export interface RecordsEnd extends Pick<CampaignResult, 'stoppedBy' | 'elapsedMs' | 'engines' | 'jobs'> {
  /** The lines between. */
  readonly records: number;
  /** The ranges of all shards; null where they were not counted. */
  readonly ranges: number | null;
}

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const settings: v.GenericSchema<unknown, RecordedSettings> = v.pipe(
  v.strictObject({
    ...{ ids: v.array(string), subjects: v.array(string) },
    aim: v.strictObject({
      ...{ shape: v.exactOptional(v.array(string)), stride: v.exactOptional(string) },
      ...{ dilation: v.exactOptional(string), padding: v.exactOptional(v.array(string)) },
      ...{ terms: v.exactOptional(string), op: v.exactOptional(string) },
    }),
    ...{ seed: whole, cases: v.exactOptional(whole) },
  }),
  v.description('the options that choose what is tried: claims, --subject, --shape and so on, --seed, --cases'),
);

export const recordsHead: v.GenericSchema<unknown, RecordsHead> = v.pipe(
  v.strictObject({
    schema: v.literal('lastbit-records-1'),
    version: v.pipe(string, v.description('of lastbit')),
    settings,
    claimFiles: v.pipe(v.array(sha256), v.description('of the files with the user’s own claims')),
    shard: v.pipe(
      v.strictObject({ k: positive, n: positive }),
      v.description('ranges k − 1, k − 1 + n, k − 1 + 2n, …'),
    ),
    head,
  }),
  v.description('the first line'),
);

export const recordsEnd: v.GenericSchema<unknown, RecordsEnd> = v.pipe(
  v.strictObject({
    records: v.pipe(whole, v.description('the number of lines between the first and this one')),
    ranges: v.pipe(v.nullable(whole), v.description('of all shards; null if they were not counted')),
    ...{ stoppedBy: v.picklist(['cases', 'seconds', 'signal']), elapsedMs: ms, engines: v.array(engine), jobs },
  }),
  v.description('the last line; a file without it is torn'),
);

export const recordsRange: v.GenericSchema<unknown, RangeRecord> = range;

/** A line of a file of records, as in docs/records.schema.json. */
export const recordsSchema: v.GenericSchema<unknown, RecordsHead | RangeRecord | RecordsEnd> = v.union([
  recordsHead,
  range,
  recordsEnd,
]);

/** Parts that docs/records.schema.json names. */
export const recordsParts: Readonly<Record<string, v.GenericSchema>> = {
  ...{ ...rangesParts, first: recordsHead, last: recordsEnd, engine, jobs },
};
