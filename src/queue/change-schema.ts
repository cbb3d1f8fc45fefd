import * as v from 'valibot';
import { whole } from '../corpus/schema-parts.ts';
import { campaignParts, entry, share, string, verdict } from '../schemas/campaign-schema.ts';
import { culprit, quarantinedJob } from '../schemas/jobs-schema.ts';
import type { CampaignChange } from './changes.ts';
import { abilitySchema, machineSchema, workerSchema } from './record-schemas.ts';
import type { Disagreement } from './records.ts';

const rate = v.pipe(v.number(), v.minValue(0));
const is = <Kind extends string>(kind: Kind): v.LiteralSchema<Kind, undefined> => v.literal(kind);

const disagreement: v.GenericSchema<unknown, Disagreement> = v.strictObject({
  job: v.strictObject({ campaign: string, number: whole, firstRange: whole, endRange: whole }),
  machine: machineSchema,
  digests: v.pipe(v.strictTuple([string, string]), v.description('of the result that counts, and of the later one')),
});

/** A line of `lastbit campaign watch --json`: docs/watch.schema.json. */
export const changeSchema: v.GenericSchema<unknown, CampaignChange> = v.union([
  v.pipe(
    v.strictObject({
      ...{ change: is('campaign'), id: string, seed: whole, added: string, jobs: whole, ranges: whole, queue: string },
      ability: v.pipe(abilitySchema, v.description('what a worker must have')),
    }),
    v.description('the first line'),
  ),
  v.pipe(
    v.strictObject({
      change: is('jobs'),
      jobs: v.strictObject({ of: whole, done: whole, active: whole, waiting: whole, quarantined: whole }),
      read: v.pipe(whole, v.description('the results that were read; findings and cases are of these')),
      cases: whole,
      casesPerSecond: v.pipe(rate, v.description('of all workers that serve the queue')),
      secondsLeft: v.pipe(v.nullable(whole), v.description('null where it is not known')),
      workers: whole,
    }),
    v.description('how far the campaign is'),
  ),
  v.strictObject({ change: is('worker'), is: v.picklist(['here', 'gone']), worker: workerSchema }),
  v.pipe(
    v.strictObject({ change: is('queue'), queue: string, served: v.boolean() }),
    v.description('whether a worker serves the queue on which jobs are left'),
  ),
  v.pipe(
    v.strictObject({
      ...{ change: is('finding'), entry, claim: string, subject: string, range: whole, minimal: v.boolean() },
      replay: v.pipe(string, v.description('the command that writes it, and replays it')),
    }),
    v.description('a counterexample'),
  ),
  v.pipe(
    v.strictObject({
      change: is('largest'),
      largest: v.strictObject({ claim: string, subject: string, ratio: share, range: whole }),
    }),
    v.description('a larger error ÷ bound than before among outputs that keep their claims'),
  ),
  v.pipe(
    v.strictObject({ change: is('quarantined'), quarantined: quarantinedJob }),
    v.description('a job that was given up; it comes again when its culprit is known'),
  ),
  v.pipe(
    v.strictObject({ change: is('disagreement'), disagreement }),
    v.description('two runs of one job on one kind of machine gave different records'),
  ),
  v.pipe(
    v.strictObject({ change: is('unreadable'), because: string }),
    v.description('what the broker holds and lastbit cannot read'),
  ),
  v.pipe(
    v.strictObject({ change: is('broker'), away: v.nullable(string) }),
    v.description('why the broker does not answer; null when it does again'),
  ),
  v.pipe(v.strictObject({ change: is('end'), verdict }), v.description('the last line, when no job is left')),
]);

/** Parts that docs/watch.schema.json names. */
export const changeParts: Readonly<Record<string, v.GenericSchema>> = {
  ...campaignParts,
  ...{ ability: abilitySchema, worker: workerSchema, machine: machineSchema, culprit, verdict },
};
