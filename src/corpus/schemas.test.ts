import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { quantityMeanings } from './condition.ts';
import { entrySchemas } from './entry-schema.ts';
import { arithmeticEntry, exampleEntry, fullEntry } from './example-entries.test-support.ts';
import { flagsSchema } from './flags.ts';
import { behavioursSchema } from './observed-behaviours.ts';
import { type SurveyRow, surveyLineSchema } from './survey.ts';

const schemaIn = (name: string) => JSON.parse(readFileSync(`corpus/schema/${name}.schema.json`, 'utf8'));

test('the JSON Schema knows the same quantities', () => {
  expect(schemaIn('entry').$defs.quantity.enum).toEqual(Object.keys(quantityMeanings));
});

const others = [17.5, -1, '', 'x', null, ['x'], { id: 'x' }, 2 ** 53];

/**
 * The value with each field, at any depth, removed or spoilt in many ways, or with one field too many. Only the first
 * item of an array is spoilt.
 */
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

const behaviours = {
  ...{ schema: 'lastbit-behaviours-1', seed: 1, cases: 2, cpu: 'some', cpuFeatures: ['fma'] },
  rows: [
    {
      ...{ claim: 'negated-image', subject: 'some/conv2d', version: '1', judged: 9, differences: { wrong: 1 } },
      ...{ observed: 'differs', gravest: 'wrong' },
      counterexample: {
        ...{ shape: exampleEntry.shape, image: exampleEntry.image, kernel: exampleEntry.kernel, draws: [1] },
        ...{ change: 'the image negated', values: ['1', '2'], must: 'negated' },
      },
    },
  ],
};

const arithmetic = summariseArithmetic(uniformAccumulation(sequentialTree(9), 'wide'));
const surveyRow: SurveyRow = {
  ...{ subject: 'some/conv2d', version: '1', shape: exampleEntry.shape, outputs: 1, outcome: 'value', because: null },
  groups: [
    {
      ...{ outputs: 1, terms: 9, padded: 0, explained: true, height: 8, summary: 'sequential', arithmetic },
      ...{ digest: 'abc', because: null, calls: 1, rounds: 1, replays: 10, mismatches: 0 },
    },
  ],
  ...{ batchKeepsBits: true, threadsKeepBits: null },
};

test.each([
  ['entry', 'an ordinary entry', entrySchemas[exampleEntry.schema], exampleEntry, {}],
  ['entry', 'what an entry may have besides', entrySchemas[fullEntry.schema], fullEntry, exampleEntry],
  ['arithmetic', 'an arithmetic entry', entrySchemas[arithmeticEntry.schema], arithmeticEntry, {}],
  ['behaviours', 'what was observed', behavioursSchema, behaviours, {}],
  ['survey', 'a row of a survey', surveyLineSchema, surveyRow, {}],
  ['survey', 'an arithmetic with its key', surveyLineSchema, { key: '0123abcd', arithmetic }, {}],
])('%s.schema.json agrees with the code on %s and on every field spoilt', (name, _, schema, value, known) => {
  const counts = countsOf(name, schema, value, known);
  expect(counts.bad).toBeGreaterThan(140);
  expect(counts.good).toBeGreaterThan(2);
});

test('flags.schema.json agrees with the code', () => {
  const flags = { gross: 'An index.', 'beyond-rounding': 'More than rounding.' };
  expect(countsOf('flags', flagsSchema, flags, {}).bad).toBeGreaterThan(10);
  for (const bad of [{ Gross: 'x' }, { 'a b': 'x' }, { a: '' }, { '': 'x' }]) {
    expect(v.is(flagsSchema, bad)).toBe(false);
    expect(new Ajv({ strict: false }).compile(schemaIn('flags'))(bad)).toBe(false);
  }
});

test.each(['flags', 'behaviours'])('corpus/%s.json is as its schema says', (name) => {
  const accepts = new Ajv({ strict: false }).compile(schemaIn(name));
  expect(accepts(JSON.parse(readFileSync(`corpus/${name}.json`, 'utf8')))).toBe(true);
});

/** How many values both schemas accept, and how many both refuse. Fails if they disagree. */
function countsOf(name: string, schema: v.GenericSchema, value: object, known: object): { good: number; bad: number } {
  const accepts = new Ajv({ strict: false }).compile(schemaIn(name));
  const counts = { good: 0, bad: 0 };
  const good = JSON.parse(JSON.stringify(value));
  expect(accepts(good)).toBe(true);
  for (const one of [good, ...spoilt(good, known)]) {
    const byCode = v.is(schema, one);
    if (accepts(one) !== byCode)
      expect.fail(`the code ${byCode ? 'takes' : 'refuses'} ${JSON.stringify(one).slice(0, 2000)}`);
    counts[byCode ? 'good' : 'bad']++;
  }
  return counts;
}
