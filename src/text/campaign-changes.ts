import { line } from '../errors/printable.ts';
import { shortId } from '../queue/canonical.ts';
import type { CampaignChange } from '../queue/changes.ts';
import { disagreementText, quarantinedLines } from './campaign-queue.ts';
import { dateText, largestText } from './campaign-state.ts';
import { counterexampleHead } from './counterexample.ts';
import { counted } from './numbers.ts';

/** What is said of a change, on lines that stay. The number of jobs done is on the live line, and not said. */
export function changeLines(change: CampaignChange): readonly string[] {
  switch (change.change) {
    case 'campaign': {
      const { id, seed, jobs, queue, added } = change;
      return [
        line`Campaign ${shortId(id)} of ${dateText(added)}: seed ${seed}, ${counted(jobs, 'job')} on queue ${queue}.`,
      ];
    }
    case 'worker': {
      const { id, host, jobs, machine } = change.worker;
      const came = change.is === 'here' ? 'is here' : 'is gone';
      const atOnce = change.is === 'here' ? `, ${counted(jobs, 'job')} at once, ${machine.processor}` : '';
      return [line`worker ${id.slice(0, 12)} on ${host} ${came}${atOnce}`];
    }
    case 'queue':
      if (change.served) return [line`queue ${change.queue} has a worker`];
      return [line`NO WORKER serves queue ${change.queue}; start one with \`lastbit campaign work\``];
    case 'finding':
      return counterexampleHead(change.entry, null, change.replay);
    case 'largest':
      return [line`${largestText(change.largest)}`];
    case 'quarantined':
      return quarantinedLines(change.quarantined);
    case 'disagreement':
      return [line`NOT REPRODUCIBLE  ${disagreementText(change.disagreement)}`];
    case 'unreadable':
      return [line`UNREADABLE  ${change.because}`];
    case 'broker':
      return change.away === null
        ? ['the broker answers again']
        : [line`the broker does not answer: ${change.away}; trying again`];
    case 'jobs':
    case 'end':
      return [];
  }
}
