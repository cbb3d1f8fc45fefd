import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packed, parsed, unpacked } from './encoding.ts';
import { exampleCampaign, exampleMachine, exampleRecord } from './fake-campaign.test-support.ts';
import { campaignSchema, jobSchema, resultSchema } from './record-schemas.ts';
import type { JobResult } from './records.ts';
import { jobOf } from './store.ts';

const campaign = exampleCampaign(5, 2);
const job = jobOf(campaign, 0);
const result: JobResult = {
  ...{ job, machine: exampleMachine, engines: [], digest: 'a'.repeat(64) },
  record: exampleRecord({ number: 0, from: 0, to: 16 }),
};

/** 257 MiB of zeros, as members that gzip reads one after another: one of them is quick to write. */
const gigantic = Buffer.concat(Array(257).fill(gzipSync(Buffer.alloc(2 ** 20))));

test('what comes back is what was kept, with its members in their order', async () => {
  const again = await unpacked(await packed(campaign), campaignSchema, 'here');
  expect(JSON.stringify(again)).toBe(JSON.stringify(campaign));
  const { digest, ...others } = result;
  const turned = { digest, ...others };
  expect(JSON.stringify(await unpacked(await packed(turned), resultSchema, 'here'))).toBe(JSON.stringify(turned));
});

test.each<readonly [string, Buffer, string]>([
  ['what gzip did not write', Buffer.from('{}'), 'not a record of lastbit, or a torn one'],
  ['a torn value', gzipSync(JSON.stringify(result)).subarray(0, 90), 'not a record of lastbit, or a torn one'],
  ['a little value that is gigantic', gigantic, 'not a record of lastbit, or a torn one'],
  ['no JSON', gzipSync('{"a":'), 'not JSON'],
  ['deep nesting', gzipSync('['.repeat(100_000)), 'nested more than 64 deep'],
  ['a prototype', gzipSync('{"__proto__":{}}'), 'a member __proto__'],
  ['a hidden prototype', gzipSync('{"_\\u005Fproto__":{}}'), 'a member __proto__'],
  ['another record', gzipSync(JSON.stringify(job)), 'job'],
  ['more members', gzipSync(JSON.stringify({ ...result, more: 1 })), 'more'],
  ['another type', gzipSync(JSON.stringify({ ...result, record: { seed: 'x' } })), 'record'],
  ['escapes', gzipSync(JSON.stringify({ ...result, '\u001b[2J': 1 })), '\\u001b'],
])('%s is refused by one line', async (_, bytes, says) => {
  const problem: unknown = await unpacked(bytes, resultSchema, 'here').catch((error) => error);
  expect(problem).toMatchObject({ name: 'UsageError', message: expect.stringMatching(/^here: [^\p{Cc}]+$/u) });
  expect((problem as Error).message).toContain(says);
});

test('a job has at least one range and not too many, and a campaign as many ranges as its batches fill', () => {
  const of = (endRange: number) => () => parsed(JSON.stringify({ ...job, endRange }), jobSchema, 'here');
  expect(of(1)).not.toThrow();
  for (const endRange of [0, 1001, 1e300]) expect(of(endRange)).toThrow(/^here: /);
  const wrong = JSON.stringify({ ...campaign, ranges: 6 });
  expect(() => parsed(wrong, campaignSchema, 'here')).toThrow('ranges that do not fit');
});
