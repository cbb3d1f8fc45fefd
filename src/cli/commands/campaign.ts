import type { Command } from '@commander-js/extra-typings';
import { addMerge } from './campaign/merge.ts';

/** `lastbit campaign`: one campaign over many machines. */
export function campaignCommand(program: Command): void {
  const campaign = program.command('campaign');
  addMerge(campaign);
}
