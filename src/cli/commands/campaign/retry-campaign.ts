import { shortId } from '../../../queue/canonical.ts';
import { type Retried, retryJobs } from '../../../queue/enqueue.ts';
import { CampaignStore } from '../../../queue/store.ts';
import { formatJson } from '../../../text/json.ts';
import { counted } from '../../../text/numbers.ts';
import { type BrokerOptions, openBroker } from './open-broker.ts';

/** Puts the jobs of a campaign that were given up on its queue again. */
export async function retryCampaign(
  id: string | undefined,
  options: BrokerOptions & { readonly json?: true | undefined },
): Promise<void> {
  const broker = await openBroker(options, (line) => process.stderr.write(`${line}\n`));
  try {
    const campaign = await new CampaignStore(broker).findCampaign(id);
    const retried = await Promise.race([retryJobs(broker, campaign), broker.refused]);
    process.stdout.write(options.json === true ? formatJson(retried) : `${lineOf(retried)}\n`);
  } finally {
    broker.close();
  }
}

const mostNamed = 10;

function lineOf({ id, again, left }: Retried): string {
  if (again.length === 0)
    return `Campaign ${shortId(id)}: no job was given up; ${counted(left, 'job is', 'jobs are')} left.`;
  const named = again.slice(0, mostNamed).join(', ');
  const more = again.length > mostNamed ? ', …' : '';
  return `Campaign ${shortId(id)}: ${counted(again.length, 'job is', 'jobs are')} tried again (${named}${more}).`;
}
