import type { Command } from '@commander-js/extra-typings';
import { places } from '../../../places/places.ts';
import { insecureOption, queueOption } from '../../../queue/address.ts';
import { aimOptions } from '../../aim.ts';
import { append } from '../../options.ts';
import { engineOption, engineTimeoutOption } from '../../subject-options.ts';
import { claimsOption } from '../../user-claims.ts';

/** `lastbit campaign add`: prepares a campaign and puts its jobs on a broker. */
export function registerAdd(campaign: Command): void {
  campaign
    .command('add')
    .description('Put a campaign on a broker, as jobs for `lastbit campaign work` on any number of machines.')
    .argument('[claims...]', 'ids of claims, as `lastbit claims` lists them; by default all')
    .option(...aimOptions.subject, append)
    .option(...aimOptions.shape, append)
    .option(...aimOptions.stride)
    .option(...aimOptions.dilation)
    .option(...aimOptions.padding, append)
    .option(...aimOptions.terms)
    .option(...aimOptions.op)
    .requiredOption('--cases <n>', 'how many cases, as `lastbit verify --cases` tries them')
    .option('--seed <n>', 'the seed of all random numbers; by default that of `lastbit verify`')
    .option(
      '--ranges-per-job <n>',
      'ranges of 32 or 128 batches in a job; by default 8 to 32, with the size of the campaign',
    )
    .option('--corpus <folder>', 'the folder where known defects are read', places.corpus)
    .option(...queueOption)
    .option('--local', 'start a broker of your own on this machine, if none of yours runs, and use it')
    .option(...insecureOption)
    .option('--json', 'print one JSON object')
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .action(async (ids, options) => {
      const { addCampaign } = await import('./add-campaign.ts');
      await addCampaign(ids, options);
    });
}
