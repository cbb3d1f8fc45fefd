import type { Command } from '@commander-js/extra-typings';
import { registerAdd } from './campaign/add.ts';
import { registerMerge } from './campaign/merge.ts';
import { registerReport } from './campaign/report.ts';
import { registerRetry } from './campaign/retry.ts';
import { registerStop } from './campaign/stop.ts';
import { registerWatch } from './campaign/watch.ts';
import { registerWork } from './campaign/work.ts';

/** `lastbit campaign`: one campaign over many machines. */
export function campaignCommand(program: Command): void {
  const campaign = program.command('campaign');
  registerAdd(campaign);
  registerWork(campaign);
  registerWatch(campaign);
  registerReport(campaign);
  registerMerge(campaign);
  registerRetry(campaign);
  registerStop(campaign);
}
