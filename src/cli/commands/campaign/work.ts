import type { Command } from '@commander-js/extra-typings';
import { insecureOption, localOption, queueOption } from '../../../queue/address.ts';
import { jobsOption } from '../../jobs-option.ts';
import { append } from '../../options.ts';
import { engineOption, engineStartTimeoutOption } from '../../subject-options.ts';
import { claimsOption } from '../../user-claims.ts';

/** `lastbit campaign work`: does jobs of a broker. */
export function registerWork(campaign: Command): void {
  campaign
    .command('work')
    .description('Do the jobs of campaigns, until Ctrl-C; jobs that this machine cannot do are left to others.')
    .option(...jobsOption)
    .option('--drain', 'end when no job is left that this machine can do')
    .option(...queueOption)
    .option(...localOption)
    .option(...insecureOption)
    .option('--json', 'print at the end what was done, as one JSON object')
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineStartTimeoutOption)
    .action(async (options) => {
      const { workOnCampaigns } = await import('./work-on-campaigns.ts');
      await workOnCampaigns(options);
    });
}
