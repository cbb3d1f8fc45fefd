import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CampaignResult } from '../../fuzz/campaign-records.ts';
import type { CampaignHead } from '../../fuzz/range-record.ts';
import { RecordsWriter } from './write-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-records-'));
afterAll(() => rmSync(folder, { recursive: true }));
const settings = { ids: [], claimFiles: [], subjects: [], aim: {}, seed: 1 };
const head: CampaignHead = { seed: 1, isAimed: false, claims: [], rows: [], saved: [], defects: [], unreadable: [] };
const result = { stoppedBy: 'signal', elapsedMs: 1, engines: [], jobs: {} } as unknown as CampaignResult;

test('the file appears with its last line, in place of an older one, or not at all', () => {
  const path = join(folder, 'records');
  writeFileSync(path, 'old');
  const torn = new RecordsWriter(path, settings, { k: 1, n: 2 });
  torn.begin(head);
  expect(readFileSync(path, 'utf8')).toBe('old');
  torn.discard();
  expect(readdirSync(folder)).toEqual(['records']);
  const whole = new RecordsWriter(path, settings, { k: 1, n: 2 });
  whole.begin(head);
  whole.end(result);
  whole.complain();
  const [first, last] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ schema: 'lastbit-records-1', shard: { k: 1, n: 2 }, head });
  expect(last).toMatchObject({ records: 0, ranges: null, stoppedBy: 'signal' });
  whole.discard();
  expect(readdirSync(folder)).toEqual(['records']);
});

test('what goes wrong while the campaign runs is told when its result is told', () => {
  const place = mkdtempSync(join(folder, 'gone-'));
  const writer = new RecordsWriter(join(place, 'records'), settings, { k: 1, n: 1 });
  rmSync(place, { recursive: true });
  writer.begin(head);
  writer.end(result);
  expect(() => writer.complain()).toThrow(/^cannot write \S+records: there is no such file or folder/);
});
