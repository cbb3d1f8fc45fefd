import { expect, test, vi } from 'vitest';
import type { Registry, Subject } from '../engines/engine.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { runRecordOf } from './run-record-of.ts';

test('an engine that nothing was about is not started to name its version', async () => {
  const subject = (engine: string) => ({
    ...{ id: `${engine}/conv2d`, engine },
    availability: vi.fn(async () => ({ kind: 'ready', version: '1', environment: {} })),
  });
  const [asked, other] = [subject('asked'), subject('other')];
  const registry = { subjects: [asked, other] as unknown as readonly Subject[] } as Registry;
  const campaign = { rows: [{ subject: 'asked/conv2d' }] } as unknown as CampaignResult;
  const run = { date: '2026-01-01', seed: 1, command: 'verify', findings: [], events: [] };
  const { engines } = await runRecordOf({ ...run, registry, campaign });
  expect(engines.map(({ engine }) => engine)).toEqual(['asked']);
  expect(other.availability).not.toHaveBeenCalled();
});
