import type { Command } from '@commander-js/extra-typings';
import { insecureOption, localOption, queueOption } from '../../../queue/address.ts';

/** `lastbit campaign watch`: how far a campaign of many machines is. */
export function registerWatch(campaign: Command): void {
  campaign
    .command('watch')
    .description('Show how far a campaign is and what it finds, until it is done. Ctrl-C ends the watch alone.')
    .argument('[id]', 'the id of a campaign, or its beginning; by default the newest')
    .option('--json', 'print a JSON object on a line of its own for each change')
    .option('--web [port]', 'serve a page for browsers of this machine too; by default on any free port')
    .option(...queueOption)
    .option(...localOption)
    .option(...insecureOption)
    .action(async (id, options) => {
      const { watchCampaign } = await import('./watch-campaign.ts');
      await watchCampaign(id, options);
    });
}
