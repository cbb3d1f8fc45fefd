import type { Job, Queue } from 'bullmq';
import * as v from 'valibot';
import { ofQueue } from './broken-queue.ts';
import type { Broker } from './connection.ts';
import { findSafely } from './find-safely.ts';
import { openQueue } from './job-queue.ts';
import type { CampaignReader } from './reader.ts';
import { jobSchema } from './record-schemas.ts';
import type { QueuedCampaign } from './records.ts';
import { CampaignStore, queueName } from './store.ts';

/** A campaign on a broker with the queue of its jobs, for whoever looks and changes nothing. */
export interface WatchedQueue {
  readonly campaign: QueuedCampaign;
  readonly reader: CampaignReader;
  /** As BullMQ has it. */
  readonly queue: Queue;
  close(): Promise<void>;
}

/** Opens what `watch` reads. `prefix`: the beginning of an id; without it the newest campaign. */
export async function watchQueue(broker: Broker, prefix: string | undefined): Promise<WatchedQueue> {
  const store = new CampaignStore(broker);
  const campaign = await findSafely(store, prefix);
  const name = queueName(campaign.ability);
  const queue = openQueue(broker, name);
  const activeNumbers: CampaignReader['activeNumbers'] = async ({ id }) =>
    (await ofQueue(broker, name, queue.getActive())).flatMap((job) => numberOf(job, id));
  return { campaign, reader: Object.assign(store, { activeNumbers }), queue, close: () => queue.close() };
}

/** Several campaigns may share a queue. */
function numberOf(job: Job | undefined, campaign: string): readonly number[] {
  const parsed = v.safeParse(jobSchema, job?.data);
  return parsed.success && parsed.output.campaign === campaign ? [parsed.output.number] : [];
}
