import * as v from 'valibot';
import { entryIdSchema } from '../corpus/entry-schema.ts';
import { whole } from '../corpus/schema-parts.ts';
import type { JobsReport, NotShown, QuarantinedReport, QueueReport } from '../fuzz/campaign-records.ts';

const string = v.string();

/** The smallest part of a job that still ends a worker. */
export const culprit: v.GenericSchema<unknown, NonNullable<QuarantinedReport['culprit']>> = v.strictObject({
  ...{ range: whole, batch: v.exactOptional(whole), case: v.exactOptional(whole) },
});

/** A job that was given up. */
export const quarantinedJob: v.GenericSchema<unknown, QuarantinedReport> = v.strictObject({
  ...{ job: whole, firstRange: whole, endRange: whole, reasons: v.array(string), stderr: string },
  culprit: v.exactOptional(culprit),
  reproduce: v.pipe(string, v.description('the command that judges its range again')),
});

const notShown: v.GenericSchema<unknown, NotShown> = v.strictObject({
  ...{ claim: string, subject: string, id: entryIdSchema, because: string },
});

const queued: v.GenericSchema<unknown, QueueReport> = v.pipe(
  v.strictObject({
    ...{ campaign: string, jobs: whole, done: whole },
    served: v.pipe(v.nullable(v.boolean()), v.description('whether a worker serves the queue; null if no job is left')),
    quarantined: v.array(quarantinedJob),
    disagreements: v.pipe(v.array(string), v.description('two runs of one job that gave different records')),
  }),
  v.description('of `campaign report`: what the queue had'),
);

/** Who worked on a campaign. */
export const jobs: v.GenericSchema<unknown, JobsReport> = v.pipe(
  v.strictObject({
    workers: v.pipe(whole, v.description('the processes that judged, this one included')),
    ranges: v.pipe(whole, v.description('the ranges of batches that were begun')),
    again: v.pipe(whole, v.description('those that were run again because their worker ended')),
    lost: v.pipe(
      v.array(v.strictObject({ range: whole, because: string })),
      v.description('those whose worker ended twice: their counterexamples are kept, their counts are missing'),
    ),
    peakBytes: v.pipe(
      v.nullable(whole),
      v.description('largest resident memory of all processes, summed; null where the system does not tell'),
    ),
    missing: v.exactOptional(
      v.pipe(v.array(string), v.description('of a campaign merged from parts: what is not there')),
    ),
    notShown: v.exactOptional(
      v.pipe(v.array(notShown), v.description('counterexamples of other machines that do not show on this one')),
    ),
    notReplayed: v.exactOptional(
      v.pipe(v.array(notShown), v.description('counterexamples of other machines that cannot be replayed on this one')),
    ),
    queued: v.exactOptional(queued),
  }),
  v.description('who worked on it: beside times and engines, all that depends on --jobs'),
);
