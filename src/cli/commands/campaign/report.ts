import type { Command } from '@commander-js/extra-typings';
import { places } from '../../../places/places.ts';
import { insecureOption, localOption, queueOption } from '../../../queue/address.ts';
import { outputOptions } from '../../campaign/campaign-outputs.ts';
import { append } from '../../options.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../../subject-options.ts';
import { claimsOption } from '../../user-claims.ts';

/** `lastbit campaign report`: the result of a campaign of many machines, told as `verify` tells its own. */
export function registerReport(campaign: Command): void {
  campaign
    .command('report')
    .description('Merge what the jobs of a campaign gave, replay what they found, and tell it as `verify` does.')
    .argument('[id]', 'the id of a campaign, or its beginning; by default the newest')
    .option('--corpus <folder>', 'the folder where counterexamples are written', places.corpus)
    .option(...outputOptions.summary)
    .option(...outputOptions.report)
    .option(...outputOptions.junit)
    .option(...outputOptions.json)
    .option(...queueOption)
    .option(...localOption)
    .option(...insecureOption)
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (id, options) => {
      const { reportCampaign } = await import('./report-campaign.ts');
      await reportCampaign(id, options);
    });
}
