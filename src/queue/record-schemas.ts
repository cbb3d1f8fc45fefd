import * as v from 'valibot';
import type { AnyEntry } from '../corpus/entry.ts';
import { behaviourSchema } from '../corpus/observed-behaviours.ts';
import { entryOfValue } from '../corpus/parse-entry.ts';
import { positive, whole } from '../corpus/schema-parts.ts';
import { problemOf } from '../errors/usage-error.ts';
import { engine } from '../schemas/campaign-schema.ts';
import { headSchema, rangeSchema } from '../schemas/range-schema.ts';
import type {
  Ability,
  Disagreement,
  JobResult,
  LivingWorker,
  MachineKind,
  Quarantined,
  QueuedCampaign,
  QueuedJob,
} from './records.ts';

/** What a broker holds may come from anybody: texts and lists have a largest length. */
const [longestText, longestList] = [16_384, 100_000] as const;
/** The longest job, so that one job cannot be asked to judge for ever. */
export const mostRangesInJob = 1000;
const mostBatches = 2 ** 40;

const text = v.pipe(v.string(), v.maxLength(longestText));
const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(500));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'not a sha256'));
const date = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(whole, v.maxValue(mostBatches));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const list = <T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, readonly T[]> =>
  v.pipe(v.array(item), v.maxLength(longestList));

export const abilitySchema: v.GenericSchema<unknown, Ability> = v.strictObject({
  ...{ lastbit: name, architecture: name },
  subjects: list(v.strictObject({ id: name, version: text })),
  claimFiles: list(sha256),
  engines: list(v.strictObject({ name, files: list(sha256) })),
});

export const machineSchema: v.GenericSchema<unknown, MachineKind> = v.strictObject({
  ...{ architecture: name, processor: text, features: list(name), node: name },
});

export const jobSchema: v.GenericSchema<unknown, QueuedJob> = v.pipe(
  v.strictObject({ campaign: sha256, number: count, firstRange: count, endRange: count }),
  v.check(
    ({ firstRange, endRange }) => endRange > firstRange && endRange - firstRange <= mostRangesInJob,
    `not 1 to ${mostRangesInJob} ranges`,
  ),
);

/** Also its id is checked, which is a hash of its content. */
const entry: v.GenericSchema<unknown, AnyEntry> = v.custom<AnyEntry>(
  (value) => problemOf(() => void entryOfValue(value, 'entry')) === undefined,
  'no entry of a corpus',
);

/** Its settings are checked by whoever uses them. */
export const campaignSchema: v.GenericSchema<unknown, QueuedCampaign> = v.pipe(
  v.strictObject({
    ...{ id: sha256, ability: abilitySchema, settings: v.unknown() },
    ...{ known: list(entry), observed: list(behaviourSchema), gone: list(text), head: headSchema },
    ranges: count,
    batchesInRange: v.pipe(positive, v.maxValue(4096)),
    batches: count,
    rangesInJob: v.pipe(positive, v.maxValue(mostRangesInJob)),
    added: date,
  }),
  v.check(
    ({ ranges, batches, batchesInRange }) => ranges > 0 && ranges === Math.ceil(batches / batchesInRange),
    'ranges that do not fit the number of batches',
  ),
);

export const resultSchema: v.GenericSchema<unknown, JobResult> = v.strictObject({
  ...{ job: jobSchema, machine: machineSchema, digest: sha256 },
  engines: v.pipe(v.array(engine), v.maxLength(1000)),
  record: rangeSchema,
});

export const disagreementSchema: v.GenericSchema<unknown, Disagreement> = v.strictObject({
  ...{ job: jobSchema, machine: machineSchema, digests: v.strictTuple([sha256, sha256]) },
});

export const quarantinedSchema: v.GenericSchema<unknown, Quarantined> = v.strictObject({
  ...{ job: jobSchema, reasons: list(text), stderr: text },
  culprit: v.exactOptional(
    v.strictObject({ range: count, batch: v.exactOptional(count), case: v.exactOptional(count) }),
  ),
});

export const workerSchema: v.GenericSchema<unknown, LivingWorker> = v.strictObject({
  ...{ id: name, host: name, machine: machineSchema, jobs: count, queues: list(name) },
  ...{ done: count, cases: count, casesPerSecond: amount, since: date },
});
