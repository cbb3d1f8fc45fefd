import type { Command } from '@commander-js/extra-typings';
import { places } from '../../../places/places.ts';
import { outputOptions } from '../../campaign/campaign-outputs.ts';
import { append } from '../../options.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../../subject-options.ts';
import { claimsOption } from '../../user-claims.ts';

/** `lastbit campaign merge`: the shards of a campaign, told as `verify` tells its own. */
export function registerMerge(campaign: Command): void {
  campaign
    .command('merge')
    .description('Merge the records of all shards of a campaign, and tell the result as `verify` does.')
    .argument('<files...>', 'what `verify --records` or `fuzz --records` wrote')
    .option('--corpus <folder>', 'the folder where known entries are read and counterexamples written', places.corpus)
    .option(...outputOptions.summary)
    .option(...outputOptions.report)
    .option(...outputOptions.junit)
    .option(...outputOptions.json)
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (files, options) => {
      const { openShards } = await import('./merged-shards.ts');
      const { reportGathered } = await import('./gathered-report.ts');
      const gathered = await openShards(files, options.claims ?? []);
      await reportGathered(gathered, 'lastbit campaign merge', options);
    });
}
