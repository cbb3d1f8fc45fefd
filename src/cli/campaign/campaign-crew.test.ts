import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Batch } from '../../conv/batch.ts';
import type { Registry } from '../../engines/engine.ts';
import { openRegistry } from '../../engines/registry.ts';
import { runCampaign, type Workers } from '../../fuzz/campaign.ts';
import type { CampaignResult } from '../../fuzz/campaign-records.ts';
import { repeats } from '../../repeats.test-support.ts';
import { readUserClaims } from '../user-claims.ts';
import { type CampaignCrew, campaignCrew } from './campaign-crew.ts';
import { type CampaignSettings, campaignOf } from './campaign-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-crew-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'half.mjs');
writeFileSync(
  file,
  `export default { id: 'mine-half-unit', statement: 'Every output is within half a unit of P.',
    bound: ({ absoluteSum }) => absoluteSum * 2 ** -24 };`,
);

const settings: CampaignSettings = {
  ...{
    ids: ['dot-any-order', 'two-sum-exact', 'mine-half-unit'],
    claimFiles: [file],
    subjects: ['lastbit/sequential', 'lastbit/binary32'],
  },
  ...{ aim: { shape: ['4..9x4..9*3x3'] }, seed: 5, cases: repeats(800, 400) },
};
const never = new AbortController().signal;

let registry: Registry;
beforeAll(async () => {
  registry = await openRegistry({ engines: ['lastbit'] });
});
afterAll(() => registry.close());

/** `ready`: this process judges its first range when that is fulfilled, however long workers take to start. */
async function campaign(workers?: Workers, ready: () => Promise<void> = async () => {}): Promise<CampaignResult> {
  const { subjects, ...rest } = campaignOf(settings, registry, await readUserClaims([file]));
  const waiting = subjects.map((subject) => ({
    ...subject,
    evaluate: async (batch: Batch) => {
      await ready();
      return subject.evaluate(batch);
    },
  }));
  return runCampaign({ ...rest, subjects: waiting, known: [], observed: [] }, workers);
}

const bare = (result: CampaignResult): unknown =>
  JSON.parse(JSON.stringify(result, (key, value) => (key.endsWith('Ms') || key === 'jobs' ? undefined : value)));

test('worker processes give the same result, also when one is killed, and end with the run', async () => {
  const said: string[] = [];
  const brief = { settings, engines: {}, known: [], observed: [] };
  const crew: CampaignCrew = campaignCrew(3, brief, { signal: never, hurry: never }, (line) => void said.push(line));
  let [killed, isHired, goOn] = [0, false, (): void => {}];
  const kills = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  // The first range that a worker takes is not finished.
  const killing: Workers = {
    ...{ ...crew, atOnce: true },
    crew: (briefing) => {
      const hired = crew.crew(briefing)!;
      isHired = true;
      return {
        ...{ size: hired.size, dismiss: hired.dismiss },
        hire: async () => {
          const runner = await hired.hire();
          return {
            run: (job, note) => {
              const result = runner.run(job, note);
              const [pid] = crew.pids();
              if (killed === 0 && pid !== undefined) {
                killed = pid;
                process.kill(pid, 'SIGKILL');
                goOn();
              }
              return result;
            },
          };
        },
      };
    },
  };
  const alone = await campaign();
  const result = await campaign(killing, async () => (isHired ? kills : undefined));
  const pids = crew.pids();
  crew.end();
  expect(bare(result)).toEqual(bare(alone));
  expect(alone.findings.map(({ entry }) => entry.claim)).toContain('mine-half-unit');
  expect(killed).toBeGreaterThan(0);
  expect(result.jobs).toMatchObject({ again: 1, lost: [], workers: expect.any(Number) });
  expect(result.jobs.workers).toBeGreaterThan(1);
  expect(said).toEqual(['a worker ended by SIGKILL']);
  if (process.platform === 'linux') expect(result.jobs.peakBytes).toBeGreaterThan(2 ** 27);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5000 });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
