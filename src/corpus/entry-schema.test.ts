import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { quantityMeanings } from './condition.ts';
import { entrySchemas } from './entry-schema.ts';
import { arithmeticEntry, exampleEntry, fullEntry } from './example-entries.test-support.ts';

const schemaIn = (name: string) => JSON.parse(readFileSync(`corpus/schema/${name}.schema.json`, 'utf8'));

test('the JSON Schema knows the same quantities', () => {
  expect(schemaIn('entry').$defs.quantity.enum).toEqual(Object.keys(quantityMeanings));
});

const others = [17.5, -1, '', 'x', null, ['x'], { id: 'x' }, 2 ** 53];

/** The value with each of its fields, however deep, left out or spoilt in many ways, and with one too many; of an array the first item only. */
function* spoilt(value: unknown, known: object = {}): Generator<unknown> {
  yield* others;
  if (Array.isArray(value)) {
    yield* value.slice(0, 1).flatMap((item) => [...spoilt(item)].map((bad) => value.with(0, bad)));
    yield value.slice(1);
    yield [...value, value[0]];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, surprise: 1 };
    for (const [name, item] of Object.entries(value)) {
      if (name in known && name !== 'found') continue;
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const bad of spoilt(item)) yield { ...value, [name]: bad };
    }
  }
}

test.each([
  ['entry', 'an ordinary entry', exampleEntry, {}],
  ['entry', 'what an entry may have besides', fullEntry, exampleEntry],
  ['arithmetic', 'an arithmetic entry', arithmeticEntry, {}],
])('%s.schema.json agrees with the code on %s and on every field spoilt', (name, _, entry, known) => {
  const accepts = new Ajv({ strict: false }).compile(schemaIn(name));
  const counts = { good: 0, bad: 0 };
  const good = JSON.parse(JSON.stringify(entry));
  expect(accepts(good)).toBe(true);
  for (const value of [good, ...spoilt(good, known)]) {
    const byCode = v.is(entrySchemas[entry.schema], value);
    const text = JSON.stringify(value).slice(0, 2000);
    if (accepts(value) !== byCode) expect.fail(`the code ${byCode ? 'takes' : 'refuses'} ${text}`);
    counts[byCode ? 'good' : 'bad']++;
  }
  expect(counts.bad).toBeGreaterThan(150);
  expect(counts.good).toBeGreaterThan(10);
});
