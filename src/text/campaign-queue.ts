import { line } from '../errors/printable.ts';
import type { NotShown, QuarantinedReport, QueueReport } from '../fuzz/campaign-records.ts';
import { shortId } from '../queue/canonical.ts';
import type { Disagreement, MachineKind, QueuedJob } from '../queue/records.ts';
import { counted, formatCount } from './numbers.ts';

/** What `campaign report` says first: how many jobs are done, and whatever keeps the campaign from being green. */
export function queueLines(
  { campaign, jobs, done, served, quarantined, disagreements }: QueueReport,
  notReplayed: readonly NotShown[] = [],
): readonly string[] {
  const left = jobs - done - quarantined.length;
  const rest = left === 0 ? '' : `; ${formatCount(left)} ${left === 1 ? 'is' : 'are'} left`;
  return [
    line`Campaign ${shortId(campaign)}: ${formatCount(done)} of ${counted(jobs, 'job')} done${rest}.`,
    ...(served === false ? ['NO WORKER serves its queue; `lastbit campaign work` starts one.'] : []),
    ...quarantined.flatMap(quarantinedLines),
    ...(quarantined.length === 0
      ? []
      : [line`When the cause is gone, \`npx lastbit campaign retry ${shortId(campaign)}\` tries them again.`]),
    ...disagreements.map((text) => line`NOT REPRODUCIBLE  ${text}`),
    ...notReplayed.map(
      ({ id, claim, subject, because }) => line`NOT REPLAYED  ${id}  ${claim} by ${subject}: ${because}`,
    ),
  ];
}

/** The ranges of a job, and the smallest part of it that ends a worker. */
export function culpritText({ job, culprit, ...its }: QuarantinedReport): string {
  const ranges = rangesText(its);
  if (culprit === undefined) return `job ${job} (${ranges})`;
  const { range, batch, case: at } = culprit;
  const parts = [
    ...(at === undefined ? [] : [`case ${at}`]),
    ...(batch === undefined ? [] : [`batch ${batch}`]),
    `range ${range}`,
  ];
  return `job ${job} (${ranges}), by ${parts.join(' of ')}`;
}

/** A job that was given up: why, what its workers said last, and how to see it again. */
export function quarantinedLines(one: QuarantinedReport): readonly string[] {
  const { reasons, stderr, reproduce } = one;
  const said = stderr.trimEnd() === '' ? [] : stderr.trimEnd().split('\n').slice(-mostLines);
  return [
    line`QUARANTINED  ${culpritText(one)}`,
    ...reasons.map((reason) => line`  because    ${reason}`),
    ...said.map((text, at) => line`  ${(at === 0 ? 'stderr' : '').padEnd(9)}  ${text}`),
    line`  reproduce  ${reproduce}`,
  ];
}

/** Lines of standard error that are shown; the JSON has all that was kept. */
const mostLines = 6;

/** `range 4`, `ranges 4 to 7` */
const rangesText = ({ firstRange, endRange }: Pick<QueuedJob, 'firstRange' | 'endRange'>): string =>
  endRange - firstRange === 1 ? `range ${firstRange}` : `ranges ${firstRange} to ${endRange - 1}`;

const machineText = ({ processor, architecture, node }: MachineKind): string =>
  `${processor} (${architecture}, Node ${node})`;

/** Two runs of one job on one kind of machine gave different records. */
export const disagreementText = ({ job, machine, digests }: Disagreement): string => {
  const [kept, later] = digests.map((digest) => digest.slice(0, 12));
  const where = `${rangesText(job)}, on ${machineText(machine)}`;
  return line`job ${job.number} gave two results (${where}): ${kept} counts, and later ${later}`;
};
