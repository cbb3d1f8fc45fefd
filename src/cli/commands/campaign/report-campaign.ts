import { findSafely } from '../../../queue/find-safely.ts';
import { queueSource } from '../../../queue/gather.ts';
import { CampaignStore } from '../../../queue/store.ts';
import { type GatheredOptions, reportGathered } from './gathered-report.ts';
import { type BrokerOptions, openBroker } from './open-broker.ts';
import { queueWords } from './queue-words.ts';
import { claimFilesOf, settingsOf } from './queued-settings.ts';

/**
 * Reports the campaign of a queue as `verify` reports its own. It changes nothing on the broker, and writes entries
 * whole or not at all: whatever ends it, it can be run again and gives the same.
 */
export async function reportCampaign(id: string | undefined, options: GatheredOptions & BrokerOptions): Promise<void> {
  const broker = await openBroker(options, (line) => process.stderr.write(`${line}\n`));
  try {
    // Without BullMQ, which would be a quarter of all that is loaded: it only reads results.
    const store = new CampaignStore(broker);
    const campaign = await findSafely(store, id);
    const settings = settingsOf(campaign);
    const claims = claimFilesOf(settings, options.claims ?? []);
    const source = await queueSource(store, campaign, queueWords(campaign));
    const work = reportGathered(
      {
        ...{ head: campaign.head, settings, known: campaign.known },
        ...{ records: source.records },
        facts: ({ elapsedMs, engines }) => {
          const its = source.facts();
          // Those of this process have only replayed.
          return { elapsedMs, ...its, engines: [...its.engines, ...engines] };
        },
      },
      'lastbit campaign report',
      { ...options, claims },
    );
    await Promise.race([work, broker.refused]);
  } finally {
    broker.close();
  }
}
