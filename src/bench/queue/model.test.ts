import { expect, test } from 'vitest';
import { modelLines, queueLines, queueMarkdown } from './format-queue.ts';
import type { QueueReport } from './measure-queue.ts';
import { modelOf } from './model.ts';
import { secondsIn } from './run-timed.ts';

const cost = { commands: 20, bytesIn: 40_000, bytesOut: 20_000, milliseconds: 3 };
const round = { verify: 10, add: 1, work: 10, report: 0.6 };
const report: QueueReport = {
  ...{ seed: 1, cases: 1000, rounds: 1, jobs: 2, queued: 100, broker: 'Valkey 9.1.2', jobsQueued: 4, rangesInJob: 2 },
  ...{ overhead: [round], processor: [round], ratio: 1.06, ratioWithAdd: 1.16 },
  aloneSecond: { commands: 0, bytesIn: 0, bytesOut: 0, milliseconds: 2 },
  ...{ perJob: cost, perIdleSecond: { commands: 1, bytesIn: 100, bytesOut: 100, milliseconds: 0.05 } },
  ...{ resultBytes: { median: 50_000, largest: 90_000 } },
  many: {
    ...{ jobs: 100_000, addSeconds: 60, addPeakBytes: null },
    ...{ brokerBytes: 1e8, brokerResidentBytes: 2e8, fileBytes: 3e8 },
  },
};

test('the model is what was measured, times the workers', () => {
  const model = modelOf(report, { workers: 1000, jobSeconds: 60, hours: 1 });
  expect(model).toMatchObject({ jobs: 60_000, brokerBytes: 60_000 * 50_000 });
  expect(model.brokerShare).toBeCloseTo(0.002 + (1000 / 60) * 0.003 + 1000 * 0.00005, 6);
  expect(model.networkBytesPerSecond).toBeCloseTo((1000 / 60) * 60_000 + 1000 * 200);
  const { processor } = model.most;
  expect(modelOf(report, { workers: processor, jobSeconds: 60, hours: 1 }).brokerShare).toBeCloseTo(1);
});

test('the processor time of a command is that of its children', () => {
  expect(secondsIn('0m0.00s 0m0.01s\n1m2.50s 0m0.25s\n')).toBe(62.75);
  expect(secondsIn('')).toBeNaN();
});

test('a missed target is said, and what is saturated first comes first', () => {
  const machine = { cpu: 'CPU', cores: 2, platform: 'linux x64', node: 'v20' };
  const lines = queueLines(report, '0.1.0', machine);
  expect(lines.find((line) => line.includes('target'))).toMatch(/1\.060 MISSED$/);
  const named = modelLines(report, { workers: 1000, jobSeconds: 60, hours: 100 }).filter((line) =>
    / is full/.test(line),
  );
  expect(named[0]).toContain('memory of the broker');
  expect(queueMarkdown(lines)).toContain('On paper: 1,000 workers');
});
