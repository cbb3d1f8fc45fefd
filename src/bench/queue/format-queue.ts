import type { MachineRecord } from '../../engines/machine.ts';
import { type Column, tableLines } from '../../text/layout.ts';
import { median } from '../interleaved.ts';
import type { BrokerCost } from './broker-load.ts';
import type { QueueReport } from './measure-queue.ts';
import { type LargeCampaign, modelOf, usualServer } from './model.ts';

/** The wanted overhead of a queue. */
const mostOverhead = 1.05;
export const thousandWorkers: LargeCampaign = { workers: 1000, jobSeconds: 60, hours: 8 };

/** What was measured, and what it means on paper for many workers, as lines. */
export function queueLines(report: QueueReport, version: string, { cpu, cores, node }: MachineRecord): string[] {
  const { jobs, seed, cases, rounds, broker } = report;
  return [
    `lastbit ${version}, ${cpu}, ${cores} cores, Node ${node}, ${broker}, seed ${seed}`,
    `verify of lastbit/sequential and lastbit/pairwise, --cases ${cases}, by ${jobs} processes, ${rounds} rounds; ` +
      `by a queue: ${report.jobsQueued} jobs of ${report.rangesInJob} ranges`,
    '',
    ...table(overheadRows(report)),
    '',
    ...table(costRows(report)),
    '',
    ...table(manyRows(report)),
    '',
    ...modelLines(report, thousandWorkers),
  ];
}

/** docs/measured/queue.md. */
export function queueMarkdown(lines: readonly string[]): string {
  return [
    '# The cost of a queue',
    '',
    '`npx lastbit bench queue --markdown` prints this page. [Campaigns](../campaigns.md) says what the queue is, and',
    'what follows for large ones.',
    '',
    ...['```', ...lines.map((line) => line.trimEnd()), '```', ''],
  ].join('\n');
}

type Row = readonly [name: string, value: string];

const columns: readonly Column<Row>[] = [
  { title: '', align: 'left', cell: ([name]) => name },
  { title: '', align: 'right', cell: ([, value]) => value },
];

const table = (rows: readonly Row[]): readonly string[] =>
  tableLines(columns, rows).filter((line) => line.trim() !== '');

function overheadRows({ overhead, processor, ratio, ratioWithAdd, jobs }: QueueReport): readonly Row[] {
  const seconds = (name: keyof (typeof overhead)[number]): string => {
    const [elapsed, used] = [overhead, processor].map((rounds) =>
      median(rounds.map((round) => round[name])).toFixed(1),
    );
    return `${elapsed} s, ${used} s of the processor`;
  };
  return [
    [`verify --jobs ${jobs}`, seconds('verify')],
    ['campaign add', seconds('add')],
    [`campaign work --jobs ${jobs} --drain`, seconds('work')],
    ['campaign report', seconds('report')],
    [
      `(work + report) ÷ verify by the processor, target at most ${mostOverhead}`,
      `${ratio.toFixed(3)}${ratio <= mostOverhead ? '' : ' MISSED'}`,
    ],
    ['(add + work + report) ÷ verify by the processor', ratioWithAdd.toFixed(3)],
  ];
}

function costRows({ perJob, aloneSecond, perIdleSecond, resultBytes }: QueueReport): readonly Row[] {
  const cost = (what: string, { commands, bytesIn, bytesOut, milliseconds }: BrokerCost): readonly Row[] => [
    [`${what}: commands`, commands.toFixed(1)],
    [`${what}: bytes to the broker`, kilo(bytesIn)],
    [`${what}: bytes from it`, kilo(bytesOut)],
    [`${what}: processor of the broker`, `${milliseconds.toFixed(2)} ms`],
  ];
  return [
    ...cost('a job, from add to report', perJob),
    ['the broker alone, each second: its processor', `${aloneSecond.milliseconds.toFixed(2)} ms`],
    ...cost('a worker without work, each second', perIdleSecond),
    ['result of a job, median', kilo(resultBytes.median)],
    ['result of a job, largest', kilo(resultBytes.largest)],
  ];
}

function manyRows({ many }: QueueReport): readonly Row[] {
  return [
    [`add ${many.jobs.toLocaleString('en')} jobs`, `${many.addSeconds.toFixed(1)} s`],
    ['largest memory of the process that adds', mega(many.addPeakBytes)],
    ['memory of the broker for them', mega(many.brokerBytes)],
    ['the broker, in all', mega(many.brokerResidentBytes)],
    ['append-only file', mega(many.fileBytes)],
  ];
}

/** The model of a large campaign, from what was measured. */
export function modelLines(report: QueueReport, large: LargeCampaign): readonly string[] {
  const model = modelOf(report, large);
  const { workers, jobSeconds, hours } = large;
  const saturated = Object.entries(model.most).sort(([, one], [, other]) => one - other);
  const what = {
    processor: 'core of the broker',
    network: 'network',
    memory: 'memory of the broker',
    report: 'report',
  };
  return [
    `On paper: ${workers.toLocaleString('en')} workers, jobs of ${jobSeconds} s, ${hours} hours`,
    ...table([
      ['jobs', Math.round(model.jobs).toLocaleString('en')],
      ['jobs per second', model.jobsPerSecond.toFixed(1)],
      ['of one core of the broker', `${(100 * model.brokerShare).toFixed(1)} %`],
      ['network', `${mega(model.networkBytesPerSecond)}/s`],
      ['results on the broker at the end', mega(model.brokerBytes)],
      ...saturated.map(
        ([name, most]): Row => [
          `workers at which the ${what[name as keyof typeof what]} is full`,
          Math.floor(most).toLocaleString('en'),
        ],
      ),
    ]),
    `full: one core, ${mega(usualServer.network)}/s, ${mega(usualServer.memory)}`,
  ];
}

const kilo = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const mega = (bytes: number | null): string =>
  bytes === null ? 'unknown' : `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
