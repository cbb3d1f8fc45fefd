import type { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../../errors/usage-error.ts';
import { localOption } from '../../../queue/address.ts';

/** `lastbit campaign stop --local`: ends the server that `campaign add --local` has started. */
export function registerStop(campaign: Command): void {
  campaign
    .command('stop')
    .description('End the broker that `lastbit campaign add --local` has started; its campaigns stay on the disk.')
    .option(...localOption)
    .option('--discard', 'remove its campaigns and results, too')
    .action(async ({ local, discard }) => {
      if (local !== true)
        throw new UsageError('campaign stop: give --local; a broker of others is ended where it runs');
      const { localBrokerFolder, stopLocalBroker } = await import('../../../queue/local-broker.ts');
      const folder = localBrokerFolder();
      const wasRunning = await stopLocalBroker(folder, discard === true ? 'discard' : 'keep');
      const kept = discard === true ? `removed ${folder}` : `its campaigns stay in ${folder}; --discard removes them`;
      process.stderr.write(`${wasRunning ? 'ended the broker' : 'no broker runs'}; ${kept}\n`);
    });
}
