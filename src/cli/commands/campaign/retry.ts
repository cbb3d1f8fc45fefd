import type { Command } from '@commander-js/extra-typings';
import { insecureOption, localOption, queueOption } from '../../../queue/address.ts';

/** `lastbit campaign retry`: jobs that were given up are tried again. */
export function registerRetry(campaign: Command): void {
  campaign
    .command('retry')
    .description('Put the jobs of a campaign that were given up on its queue again, once their cause is gone.')
    .argument('[id]', 'the id of a campaign, or its beginning; by default the newest')
    .option(...queueOption)
    .option(...localOption)
    .option(...insecureOption)
    .option('--json', 'print one JSON object')
    .action(async (id, options) => {
      const { retryCampaign } = await import('./retry-campaign.ts');
      await retryCampaign(id, options);
    });
}
