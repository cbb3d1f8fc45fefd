import { expect, test } from 'vitest';
import { exampleCampaign } from '../../../queue/fake-queue.test-support.ts';
import { jobOf } from '../../../queue/store.ts';
import { queueWords } from './queue-words.ts';

const settings = { ids: [], subjects: [], claimHashes: [], aim: {}, seed: 7, cases: 500 };
const of = (more: object, campaign: object = {}) =>
  queueWords({ ...exampleCampaign, ...campaign, settings: { ...settings, ...more } }).reproduce;
const job = jobOf(exampleCampaign, 1);
const given = { job, reasons: [], stderr: '' };

test('the range that ends its workers is judged again by a shard that has no other', () => {
  expect(of({})({ ...given, culprit: { range: 3 } })).toBe(
    'npx lastbit verify --cases 500 --seed 7 --shard 4/7 --jobs 1',
  );
  expect(of({})(given)).toContain('--shard 3/7 ');
  expect(of({}, { ranges: 10_000 })({ ...given, culprit: { range: 5000 } })).toContain('--shard 905/4096 ');
});

test('what a broker holds is quoted, and code is never named by it', () => {
  const aim = { shape: ['8x8*3x3', "1x1*1x1'; rm -rf ~"], padding: ['same'], stride: '1,2' };
  const more = { ids: ['$(evil)'], subjects: ['mine'], claimHashes: ['ab'.repeat(32)], aim, engineTimeout: '5' };
  const ability = { ...exampleCampaign.ability, engines: [{ name: 'mine', files: [] }] };
  expect(of(more, { ability })(given)).toBe(
    "npx lastbit verify '$(evil)' --subject mine --shape '8x8*3x3' --shape '1x1*1x1'\\''; rm -rf ~' --stride 1,2 " +
      '--padding same --cases 500 --seed 7 --shard 3/7 --jobs 1 --engine-timeout 5 --claims FILE-abababab ' +
      "--engine 'mine=COMMAND'",
  );
});

test('no name of an engine ends the quotes around it', () => {
  const engines = [{ name: "x'; rm -rf ~; '", files: [] }];
  expect(of({}, { ability: { ...exampleCampaign.ability, engines } })(given)).toMatch(
    / --engine 'x'\\''; rm -rf ~; '\\''=COMMAND'$/,
  );
});

test('settings that are none are refused', () => {
  expect(() => of({ seed: 'x' })).toThrow(/^campaign [0-9a-f]{8}: seed: /);
});
