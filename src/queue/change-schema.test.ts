import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';
import { exampleWatchState } from './fake-queue.test-support.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/watch.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } }).compile(schema);
const commands = { replay: () => 'replay it', reproduce: () => 'reproduce it' };

test('each line of watch --json is what the schema says', () => {
  const state = exampleWatchState();
  const changes = [
    ...changesBetween(undefined, state, commands),
    ...changesBetween(state, { ...state, workers: [] }, commands),
    ...[{ change: 'broker', away: 'it is away' } as const, { change: 'broker', away: null } as const],
    { change: 'end', verdict: { judged: 1, unexpected: [{ kind: 'quarantined', because: 'job 3' }] } } as const,
  ];
  expect(new Set(changes.map(({ change }) => change)).size).toBe(11);
  for (const change of changes) {
    valid(JSON.parse(JSON.stringify(change)));
    expect(valid.errors, change.change).toBeNull();
  }
  expect(valid({ change: 'worker', is: 'here' })).toBe(false);
});
