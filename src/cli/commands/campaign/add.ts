import type { Command } from '@commander-js/extra-typings';
import { insecureOption, queueOption } from '../../../queue/address.ts';
import { withTriedOptions } from '../../campaign/tried-options.ts';

/** `lastbit campaign add`: prepares a campaign and puts its jobs on a broker. */
export function registerAdd(campaign: Command): void {
  withTriedOptions(campaign.command('add'))
    .description('Put a campaign on a broker, as jobs for `lastbit campaign work` on any number of machines.')
    .requiredOption('--cases <n>', 'how many cases, as `lastbit verify --cases` tries them')
    .option(
      '--ranges-per-job <n>',
      'ranges of 32 or 128 batches in a job; by default 8 to 32, with the size of the campaign',
    )
    .option(...queueOption)
    .option('--local', 'start a broker of your own on this machine, if none of yours runs, and use it')
    .option(...insecureOption)
    .option('--json', 'print one JSON object')
    .action(async (ids, options) => {
      const { addCampaign } = await import('./add-campaign.ts');
      await addCampaign(ids, options);
    });
}
